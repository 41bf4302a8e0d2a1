enum InterfaceDoors { static let routes: [Route] = [] }
