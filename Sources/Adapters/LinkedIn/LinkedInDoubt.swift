import Domain

extension LinkedInRecipe {
  /// Asks about a post that may exist: whether it is among the page's own posts.
  ///
  /// A person's posts are shown to nobody (`r_member_social` is closed), so that only the person
  /// can tell. That LinkedIn refuses a duplicate is no proof: it may mean an older post, or one
  /// that was deleted.
  func doubt(about post: LinkedInPost, _ api: LinkedInAPI) -> Doubt {
    let files = post.attachment?.files.count ?? 0
    let words = LinkedInText.comparable(post.commentary)
    return Doubt(
      rule: api.isOrganization ? .ifAllowed : .never, quiet: profile.pace.quiet,
      matchKey: "\(files)|\(words)"
    ) { (flow: inout Flow) throws(Pause) -> Finding in
      guard api.isOrganization else { return .absent }
      return try look(for: post, words, api, &flow)
    }
  }

  private func look(
    for post: LinkedInPost, _ words: String, _ api: LinkedInAPI, _ flow: inout Flow
  ) throws(Pause) -> Finding {
    let result = try flow.call("posts", api.ownPosts())
    guard case .page(let posts) = result else {
      return .unclear("LinkedIn does not show the page's posts")
    }
    let since = flow.earliest
    for found in posts where found.createdAt >= since {
      guard found.matches(post, words), !flow.isClaimed(found.urn),
        let remote = api.remote(found.urn)
      else { continue }
      return .present(remote)
    }
    guard posts.count < LinkedInAPI.pageSize || posts.contains(where: { $0.createdAt < since })
    else { return .unclear("too many posts since then to look through") }
    return .absent
  }
}

/// A post in a list of a page's own.
struct LinkedInFound: Hashable, Sendable {
  var urn: String
  var createdAt: Instant
  private var json: JSON

  init?(_ json: JSON) {
    guard let urn = json["id"]?.string, let created = json["createdAt"]?.integer else { return nil }
    self.urn = urn
    createdAt = Instant(milliseconds: created)
    self.json = json
  }

  /// The same words and the same files; the names of files are told once, so that they are enough.
  func matches(_ post: LinkedInPost, _ words: String) -> Bool {
    guard json["commentary"]?.string.map(LinkedInText.comparable) == words else { return false }
    let content = json["content"]
    let images = content?["multiImage"]?["images"]?.array ?? []
    let files =
      images.isEmpty
      ? [content?["media"]?["id"]?.string].compactMap(\.self)
      : images.compactMap { $0["id"]?.string }
    return files == post.attachment?.files ?? []
  }
}

extension LinkedInAPI {
  static let pageSize = 100

  enum OwnPosts: Hashable, Sendable {
    /// The latest changed first.
    case page([LinkedInFound])
    case unreadable
  }

  /// `GET /rest/posts?q=author`: a page's own posts.
  func ownPosts() -> Exchange<OwnPosts> {
    let call = call(
      .get,
      "/rest/posts?q=author&author=\(PercentEncoding.component(author))"
        + "&count=\(LinkedInAPI.pageSize)&sortBy=LAST_MODIFIED", restli: "FINDER")
    return Exchange(
      call,
      value: { answer in
        guard let items = answer.json?["elements"]?.array else { return nil }
        let posts = items.compactMap(LinkedInFound.init)
        // A list that is not understood proves nothing about what is in it.
        guard posts.count == items.count else { return .unreadable }
        return .page(posts)
      },
      failure: {
        LinkedInFailures.reading(of: $0, after: .harmless).orUnclear { _ in .unreadable }
      })
  }
}
