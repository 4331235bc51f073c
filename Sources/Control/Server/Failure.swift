import Domain
import HTTP

/// A request that gets an error as its answer.
struct Failure: Error {
  let error: ErrorObject
  private let status: Int
  private let allow: [String]

  init(_ error: ErrorObject) {
    self.error = error
    status = error.code.httpStatus
    allow = []
  }

  private init(_ error: ErrorObject, status: Int, allow: [String]) {
    self.error = error
    self.status = status
    self.allow = allow
  }

  /// The path exists, but not with this method (RFC 9110 §15.5.6).
  static func method(_ allowed: [String]) -> Failure {
    let list = allowed.joined(separator: ", ")
    return Failure(
      ErrorObject(.badRequest, "this address answers to \(list) only"), status: 405, allow: allowed)
  }

  var response: Response {
    let body: [UInt8]
    do {
      body = try JSON.encode(ErrorBody(error: error))
    } catch {
      preconditionFailure("an error object that cannot be encoded: \(error)")
    }
    var response = ControlServer.response(status, json: body)
    if !allow.isEmpty { response.headers.append(Field("Allow", allow.joined(separator: ", "))) }
    if let seconds = error.retryAfterS {
      response.headers.append(Field("Retry-After", String(seconds)))
    }
    return response
  }
}
