import Domain
import Text

extension ThreadsRecipe {
  /// Looks for the id of a container that was published: nothing names it but its words. A last
  /// part without any stays without an id of its own.
  func find(
    _ post: ThreadsPost, _ container: String, part: Int, isLast: Bool, _ api: ThreadsAPI,
    _ flow: inout Flow
  ) throws(Pause) -> Finding {
    let wanted = Normalization.comparable(post.text)
    // The only one in the list may be a twin's, while its own is not shown yet.
    guard !wanted.isEmpty || !isLast else {
      return .present(MetaContainers.nameless(container, part: part))
    }
    let posts = try flow.call("posts", api.ownPosts(replies: post.replyTo != nil))
    guard let posts else { return .unclear("it is published, and Threads shows no list") }
    var candidates: [Remote] = []
    for found in posts where found.createdAt >= flow.earliest && !flow.isClaimed(found.id) {
      let text = Normalization.comparable(found.json["text"]?.string ?? "")
      let parent = found.json["replied_to"]?["id"]?.string
      if text == wanted, post.replyTo == nil || parent == post.replyTo {
        candidates.append(found.remote(part: part))
      }
    }
    return MetaContainers.finding(candidates, container, part: part, needsID: !isLast)
  }
}

extension ThreadsAPI {
  /// The account's latest posts, or its latest replies, which are a list of their own; `nil` for
  /// an answer that proves nothing.
  func ownPosts(replies: Bool) -> Exchange<[MetaFound]?> {
    let fields = "id,text,timestamp,permalink" + (replies ? ",replied_to" : "")
    return MetaFound.list(
      graph.call(
        .get, replies ? "/me/replies" : "/me/threads",
        query: [("fields", fields), ("limit", "50")]))
  }
}
