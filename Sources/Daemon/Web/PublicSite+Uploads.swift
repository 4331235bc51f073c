import Domain
package import HTTP
import Media

/// Uploads over the daemon's own listener.
extension PublicSite {
  /// Where the body of a request goes: into a file for an upload that was asked for, and nowhere
  /// for anything else that is large.
  package func plan(_ request: Request) -> BodyPlan {
    guard request.path.first == UploadLinks.folder else { return .memory }
    guard request.method == "PUT" else { return .refused(PublicSite.notPut) }
    guard let ticket = ticket(request) else { return .refused(PublicSite.nothing) }
    guard request.header("content-type") == ticket.mime,
      request.header("content-length") == "\(ticket.bytes)"
    else {
      return .refused(
        PublicSite.plain(
          "Send Content-Type: \(ticket.mime) and Content-Length: \(ticket.bytes).", status: 400))
    }
    return .file(path: spool.incomingPath(), limitBytes: ticket.bytes)
  }

  func upload(_ request: Request) async -> Response {
    guard let ticket = ticket(request) else { return PublicSite.nothing }
    guard request.method == "PUT", let file = request.file else { return PublicSite.notPut }
    guard file.bytes == ticket.bytes else {
      return PublicSite.plain("The body is shorter than promised.", status: 400)
    }
    do {
      guard try await desk.parts.media.medium(ticket.id).state == .uploading else {
        return PublicSite.used
      }
      try file.finish()
      guard try spool.keep(file.path, asUpload: ticket.id) else { return PublicSite.used }
      return PublicSite.plain("Received; now confirm \(ticket.id).", status: 201)
    } catch {
      return PublicSite.plain("The file could not be kept.", status: 507)
    }
  }

  private func ticket(_ request: Request) -> UploadLinks.Ticket? {
    uploads?.ticket(at: Array(request.path.dropFirst()))
  }

  private static var used: Response { plain("This address was used already.", status: 409) }

  private static var notPut: Response {
    var response = plain("Only PUT is answered here.", status: 405)
    response.headers.append(Field("Allow", "PUT"))
    return response
  }
}
