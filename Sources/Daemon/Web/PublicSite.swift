import Control
import Domain
import Glibc
package import HTTP
package import Media
import Synchronization

/// What the TCP listener shows to the world: whether the daemon works, the end of a sign-in, media
/// for networks that fetch them, and uploads that were asked for. Nothing here changes a post, and
/// whatever else is asked for is not there.
package final class PublicSite: Sendable {
  /// Strangers may ask how it goes as often as they like; the store is asked once in this time.
  private static let healthAge = Duration.seconds(2)

  private struct Health {
    var at: Uptime
    var isWell: Bool
  }

  let desk: Operator
  let spool: Spool
  private let links: MediaLinks?
  let uploads: UploadLinks?
  private let health = Mutex<Health?>(nil)

  /// - Parameters:
  ///   - links: checks the addresses of media; `nil` where none are handed out.
  ///   - uploads: checks the addresses for uploads.
  package init(desk: Operator, spool: Spool, links: MediaLinks?, uploads: UploadLinks?) {
    self.desk = desk
    self.spool = spool
    self.links = links
    self.uploads = uploads
  }

  /// The answer to `request`; every one of them has the headers that keep browsers in check.
  package func respond(to request: Request) async -> Response {
    var response = await answer(request)
    response.headers += PublicSite.strictHeaders
    return response
  }

  private static let strictHeaders = [
    Field("X-Content-Type-Options", "nosniff"), Field("Referrer-Policy", "no-referrer"),
    Field("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    Field("X-Frame-Options", "DENY"),
  ]

  private func answer(_ request: Request) async -> Response {
    if request.path.first == UploadLinks.folder { return await upload(request) }
    guard request.method == "GET" else {
      var response = PublicSite.plain("Only GET is answered here.", status: 405)
      response.headers.append(Field("Allow", "GET, HEAD"))
      return response
    }
    if request.path == ["healthz"] { return await healthz() }
    if request.path == Operator.callbackPath { return await callback(request) }
    if request.path.first == MediaLinks.folder { return media(request) }
    return PublicSite.nothing
  }

  static var nothing: Response { plain("There is nothing here.", status: 404) }

  static func plain(_ text: String, status: Int = 200) -> Response {
    var response = Response.text(text + "\n", status: status)
    response.headers.append(Field("Cache-Control", "no-store"))
    return response
  }
}

// MARK: - Health and sign-in

extension PublicSite {
  /// `ok`, or 503: no more than a load balancer needs.
  private func healthz() async -> Response {
    let now = SystemClocks.read().uptime
    let known = health.withLock { $0 }
    if let known, now - known.at < PublicSite.healthAge { return PublicSite.health(known.isWell) }
    let caller = Caller(actor: "web:healthz", role: .viewer)
    var isWell = false
    if case .health(let view)? = try? await desk.perform(.health(GetHealth()), as: caller) {
      isWell = view.status != .failed
    }
    let result = Health(at: now, isWell: isWell)
    health.withLock { $0 = result }
    return PublicSite.health(isWell)
  }

  private static func health(_ isWell: Bool) -> Response {
    isWell ? plain("ok") : plain("failed", status: 503)
  }

  private func callback(_ request: Request) async -> Response {
    do throws(ErrorObject) {
      let state = try await desk.answerRedirect(request.query)
      guard let error = state.error else {
        return PublicSite.plain("Signed in. You can close this page.")
      }
      return PublicSite.plain("The sign-in failed: \(error.message)", status: 400)
    } catch {
      return PublicSite.plain("The sign-in failed: \(error.message)", status: 400)
    }
  }
}

// MARK: - Media

extension PublicSite {
  private func media(_ request: Request) -> Response {
    guard let file = links?.file(at: Array(request.path.dropFirst())) else {
      return PublicSite.nothing
    }
    guard file.hash != MediaLinks.trial else { return PublicSite.trial }
    guard let size = PublicSite.size(of: spool.path(of: file.hash)) else {
      return PublicSite.nothing
    }
    let tag = "\"\(file.hash)\""
    var headers = [
      Field("Content-Type", file.mime), Field("Accept-Ranges", "bytes"), Field("ETag", tag),
      Field("Cache-Control", "private, max-age=3600"),
    ]
    let path = spool.path(of: file.hash)
    // A part of another version would be of no use; ours never change, but the rule is the rule.
    let mayTakePart = request.header("if-range").map { $0 == tag } ?? true
    let wanted = mayTakePart ? request.header("range") : nil
    switch ByteRange(wanted, of: size) {
    case .whole: return Response(status: 200, headers: headers, body: .file(path: path))
    case .part(let offset, let length):
      let range = "bytes \(offset)-\(offset + length - 1)/\(size)"
      headers.append(Field("Content-Range", range))
      return Response(
        status: 206, headers: headers, body: .slice(path: path, offset: offset, length: length))
    case .unsatisfiable:
      var response = PublicSite.plain("The file is not that long.", status: 416)
      response.headers.append(Field("Content-Range", "bytes */\(size)"))
      return response
    }
  }

  private static var trial: Response {
    var response = Response.text(MediaLinks.trialText, status: 200)
    response.headers.append(Field("Cache-Control", "no-store"))
    return response
  }

  private static func size(of path: String) -> Int64? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int64(status.st_size)
  }
}
