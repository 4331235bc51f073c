package import Domain

extension ErrorCode {
  /// The HTTP status (RFC 9110) that an error is answered with.
  package var httpStatus: Int {
    switch self {
    case .badRequest: 400
    case .notAllowed: 403
    case .notFound: 404
    case .conflict, .duplicate, .massRemoval, .notConnected, .signInNeeded, .permissionMissing,
      .accountBlocked, .expired, .cancelled:
      409
    case .tooLarge: 413
    case .badConfiguration, .contentRefused: 422
    case .tooMany, .rateLimited: 429
    case .internalError: 500
    case .platformTrouble, .outcomeUnknown: 502
    case .clockInDoubt, .unavailable: 503
    case .diskFull: 507
    }
  }
}

/// The body of every answer that is an error.
package struct ErrorBody: Codable, Hashable, Sendable {
  package var error: ErrorObject

  package init(error: ErrorObject) {
    self.error = error
  }
}
