import Domain

extension FacebookModel {
  private static let commentFields = ["id", "message", "created_time", "from", "like_count"]

  /// `POST /ID/comments`.
  mutating func comment(under id: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    try require("pages_manage_engagement", visit)
    let given = try visit.request.graphForm(["message"])
    let post = try commented(id, visit)
    let words = given.text("message") ?? ""
    guard !words.allSatisfy(\.isWhitespace), words.utf16.count <= 8000 else {
      throw Stop(.graphInvalid("message is required, at most 8000 characters"))
    }
    let part = id.split(separator: "_").last.map(String.init) ?? id
    let comment = Post(
      id: "\(part)_\(nextID())", page: post.page, message: words, link: nil, media: [], alts: [],
      isPublished: true, created: visit.now, parent: id)
    posts[comment.id] = comment
    order.append(comment.id)
    record(.created, comment, visit)
    return .json(["id": .string(comment.id)])
  }

  /// `GET /ID/comments`.
  func listComments(under id: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    try require("pages_read_user_content", visit)
    _ = try commented(id, visit)
    let given = try visit.request.graphQuery(["fields", "limit", "order"])
    let names = (given.text("fields") ?? "id").split(separator: ",").map(String.init)
    guard names.allSatisfy(Self.commentFields.contains) else {
      throw Stop(.graphInvalid("Tried accessing nonexisting field"))
    }
    let limit = try visit.request.graphLimit()
    let found = comments(under: id).filter { visit.now >= $0.created + rules.readLag }
    let sorted: [Post]
    switch given.text("order") ?? "chronological" {
    case "chronological": sorted = found
    case "reverse_chronological": sorted = found.reversed()
    default: throw Stop(.graphInvalid("order is chronological or reverse_chronological"))
    }
    return .json(["data": .array(sorted.prefix(limit).map { entity(comment: $0, names) })])
  }

  func comments(under id: String) -> [Post] {
    order.compactMap { posts[$0] }.filter { $0.parent == id && !$0.isDeleted }
  }

  private func require(_ scope: String, _ visit: Visit) throws(Stop) {
    guard visit.scopes.contains(scope) else {
      throw Stop(.graph(200, nil, "(#200) requires the permission \(scope)"))
    }
  }

  /// A post or film that people see; stories have no comments, and comments have replies instead.
  private func commented(_ id: String, _ visit: Visit) throws(Stop) -> Post {
    let post = try own(id, visit)
    guard post.isPublished, post.parent == nil else { throw Stop(.graphMissing(id)) }
    guard reels[id]?.isStory != true, post.isFilm || id.contains("_") else {
      throw Stop(.graphInvalid("the story \(id) takes no comments"))
    }
    return post
  }

  private func entity(comment: Post, _ names: [String]) -> JSON {
    let members: [String: JSON] = [
      "id": .string(comment.id), "message": .string(comment.message),
      "created_time": .string(comment.created.graphText),
      "from": ["id": .string(comment.page), "name": .string(name(of: comment.page))],
      "like_count": 0,
    ]
    return .object(members.filter { names.contains($0.key) || $0.key == "id" })
  }
}
