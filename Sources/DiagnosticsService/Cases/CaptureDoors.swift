enum CaptureDoors { static let routes: [Route] = [] }
