import Control
import Domain

/// What tells two requests with one uid apart.
///
/// It is kept where a post of a file keeps its place. The post itself will not do: a post for now
/// has another due time with every request.
struct PostMark: Sendable {
  /// `api:` and the hash of the request.
  let text: String

  init(of request: CreatePost, _ hashing: any Hashing) {
    text = "api:" + hashing.sha256(request.identity).hexadecimal
  }

  /// - Throws: `conflict` when `known` came from another request.
  func check(_ known: DeclaredPost) throws(ErrorObject) {
    guard known.place != text else { return }
    throw ErrorObject(
      .conflict, "\(known.uid) was accepted before with other contents",
      hint: "choose another uid, or change the post with belfry edit")
  }
}
