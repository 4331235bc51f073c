import Domain

/// Finds the route of a request.
struct RouteTable: Sendable {
  let routes: [Route]

  /// What was found for a method and a path.
  enum Match {
    case found(Route, fields: [String: String])
    /// The path is known, with these methods.
    case otherMethods([String])
    case none
  }

  /// - Parameter path: percent-decoded segments.
  func match(method: String, path: [String]) -> Match {
    var methods: [String] = []
    for route in routes {
      guard let fields = RouteTable.fields(of: route.endpoint, path) else { continue }
      if route.endpoint.method.rawValue == method { return .found(route, fields: fields) }
      methods.append(route.endpoint.method.rawValue)
    }
    return methods.isEmpty ? .none : .otherMethods(methods.sorted())
  }

  /// The fields in the path; `nil` when the path is another one.
  private static func fields(of endpoint: Endpoint, _ path: [String]) -> [String: String]? {
    let segments = endpoint.segments
    guard segments.count == path.count else { return nil }
    var fields: [String: String] = [:]
    for (segment, value) in zip(segments, path) {
      if let name = Endpoint.field(segment) {
        fields[name] = value
      } else if segment != value {
        return nil
      }
    }
    return fields
  }
}
