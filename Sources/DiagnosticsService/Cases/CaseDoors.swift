enum CaseDoors { static let routes: [Route] = [] }
