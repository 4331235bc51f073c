import Domain

extension InstagramModel {
  private static let commentFields = ["id", "text", "timestamp", "username", "like_count"]

  /// `POST /ID/comments`.
  mutating func comment(under id: String, _ visit: inout MetaVisit) throws(Stop) -> ModelAnswer {
    try desk.require("instagram_business_manage_comments", visit)
    let given = try visit.request.graphForm(["message", "access_token"])
    try checkPost(id, visit)
    let words = given.text("message") ?? ""
    guard !words.allSatisfy(\.isWhitespace), words.utf16.count <= 2200 else {
      throw Stop(.graphInvalid("message is required, at most 2200 characters"))
    }
    let parts = words.split(whereSeparator: \.isWhitespace)
    guard parts.count(where: { $0.hasPrefix("#") }) <= 30,
      parts.count(where: { $0.hasPrefix("@") }) <= 20
    else { throw Stop(.graph(100, 2_207_040, "too many hashtags or mentions")) }
    let comment = Post(
      id: desk.nextID(), account: visit.person, container: "", caption: words,
      place: "COMMENT", parent: id, created: visit.now)
    show(comment, visit)
    return .json(["id": .string(comment.id)])
  }

  /// `GET /ID/comments`, newest first.
  func listComments(under id: String, _ visit: MetaVisit) throws(Stop) -> ModelAnswer {
    try desk.require("instagram_business_manage_comments", visit)
    try checkPost(id, visit)
    let names = try visit.request.graphFields(known: Self.commentFields)
    let limit = try visit.request.graphLimit()
    let found = comments(under: id).reversed().filter { visit.now >= $0.created + rules.readLag }
    return .json(["data": .array(found.prefix(limit).map { entity(comment: $0, names) })])
  }

  func comments(under id: String) -> [Post] {
    order.compactMap { posts[$0] }.filter { $0.parent == id }
  }

  /// Stories have no comments, and comments have replies instead.
  private func checkPost(_ id: String, _ visit: MetaVisit) throws(Stop) {
    guard let post = posts[id], post.account == visit.token?.person, post.parent == nil else {
      throw Stop(.graphMissing(id))
    }
    guard post.place != "STORY" else {
      throw Stop(.graphInvalid("the story \(id) takes no comments"))
    }
  }

  private func entity(comment: Post, _ names: [String]) -> JSON {
    let members: [String: JSON] = [
      "id": .string(comment.id), "text": .string(comment.caption),
      "timestamp": .string(comment.created.graphText),
      "username": .string(desk.name(of: comment.account)), "like_count": 0,
    ]
    return .object(members.filter { names.contains($0.key) || $0.key == "id" })
  }
}
