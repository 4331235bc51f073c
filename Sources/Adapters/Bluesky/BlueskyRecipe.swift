package import Domain

/// How Bluesky publishes: find out who is mentioned, upload pictures, films and link cards, and put
/// one record per part into the account's repository, at keys chosen before the first call.
/// (docs.bsky.app, *creating a post*; lexicon `app.bsky.feed.post`)
package struct BlueskyRecipe: Recipe {
  package let profile: PlatformProfile

  /// - Parameter pace: waits other than the platform's own, for a sandbox.
  package init(pace: PlatformProfile.Pace? = nil) {
    var profile = BlueskyProfile.value
    if let pace { profile.pace = pace }
    self.profile = profile
  }

  package func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    let api = try BlueskyAPI(account, flow)
    let people = try people(mentionedIn: content, api, &flow)
    var posts: [BlueskyPost] = []
    for (part, post) in content.parts.enumerated() {
      let embed = try embed(for: post, part, account, api, &flow)
      posts.append(
        BlueskyPost(
          post, of: content, people: people, embed: embed,
          createdAt: flow.stamp + .milliseconds(part)))
    }
    if let gate = BlueskyGate(content.options["replies"]) {
      let key = RecordKey(part: 0, of: flow)
      try flow.call("replies", api.put(gate, at: key, createdAt: flow.stamp))
    }
    var published: [Remote] = []
    for (part, post) in posts.enumerated() {
      let key = RecordKey(part: part, of: flow)
      let record = post.record(after: published)
      let remote = try flow.publish(
        "post-\(part)", part: part, api.createRecord(record, at: key, part: part),
        onDoubt: doubt(about: record, at: key, part: part, api))
      let isLast = part + 1 == posts.count
      published.append(isLast ? remote : try complete(remote, part, api, &flow))
    }
    return Publication(parts: published)
  }

  /// An answer must name the content id of what it answers, which a person's word does not have.
  /// What a person found may be at another key than the run's own.
  private func complete(
    _ remote: Remote, _ part: Int, _ api: BlueskyAPI, _ flow: inout Flow
  ) throws(Pause) -> Remote {
    guard remote.extra["cid"] == nil else { return remote }
    let key = RecordKey(ofRecord: remote.id)
    guard case .found(let found, _) = try flow.call("cid-\(part)", api.record(at: key, part: part)),
      found.id == remote.id
    else {
      throw flow.refuse(.content, code: "no-parent", "\(remote.id) is not there to be answered")
    }
    return found
  }

  package func limits(in answer: Answer) -> [LimitReading] {
    BlueskyLimits.readings(in: answer)
  }

  package func costs(of content: Content, for account: AccountFacts) -> [Call.Cost] {
    let records = content.parts.count + (BlueskyGate(content.options["replies"]) == nil ? 0 : 1)
    let points = BlueskyProfile.pointsPerPost * records
    let files = content.parts.reduce(0) { $0 + $1.media.count }
    return [.init("points-hour", points), .init("points-day", points), .init("uploads", files)]
  }

  /// The permanent ids of the handles in the texts.
  ///
  /// A handle that nobody has stays plain text.
  private func people(
    mentionedIn content: Content, _ api: BlueskyAPI, _ flow: inout Flow
  ) throws(Pause) -> [String: String] {
    var people: [String: String] = [:]
    for (index, handle) in BlueskyText.handles(in: content).enumerated() {
      people[handle] = try flow.call("mention-\(index)", api.resolveHandle(handle))
    }
    return people
  }

  /// What is shown below the text: the part's film, its pictures, or the card of its link.
  private func embed(
    for post: Content.Part, _ part: Int, _ account: AccountFacts, _ api: BlueskyAPI,
    _ flow: inout Flow
  ) throws(Pause) -> JSON? {
    if let film = post.media.first, film.file.kind == .video {
      let blob = try upload(film: film.file, "video-\(part)", account, api, &flow)
      return BlueskyEmbed.video(film, blob)
    }
    if !post.media.isEmpty {
      var blobs: [JSON] = []
      for (index, item) in post.media.enumerated() {
        blobs.append(try flow.call("image-\(part)-\(index)", api.uploadBlob(item.file)))
      }
      return BlueskyEmbed.images(post.media, blobs)
    }
    guard let link = post.link else { return nil }
    return try card(for: link, part, api, &flow)
  }

  /// Asks about a record that may exist: what is at its key.
  private func doubt(
    about record: JSON, at key: RecordKey, part: Int, _ api: BlueskyAPI
  ) -> Doubt {
    Doubt(rule: .always, quiet: profile.pace.quiet, matchKey: key.text) {
      (flow: inout Flow) throws(Pause) -> Finding in
      switch try flow.call("record", api.record(at: key, part: part)) {
      case .missing: return .absent
      case .unreadable: return .unclear("the server does not show what is at \(key.text)")
      case .found(let remote, let found):
        guard found["text"] == record["text"], found["createdAt"] == record["createdAt"] else {
          return .unclear("another post is at \(key.text)")
        }
        return .present(remote)
      }
    }
  }
}
