import Domain

/// The first comment: what the post's second part says, under the film once people can see that
/// (developers.google.com/youtube/v3, *commentThreads* and *comments*).
extension YouTubeRecipe {
  func comment(
    _ words: String, under film: Remote, of account: AccountFacts, _ api: YouTubeAPI,
    _ flow: inout Flow
  ) throws(Pause) -> Remote {
    guard let channel = account.identity?.id else {
      throw flow.refuse(.signIn, code: "not-connected", "\(account.name) has not signed in")
    }
    return try flow.publish(
      "comment", part: 1, api.comment(words, under: film.id, by: channel),
      onDoubt: FirstComment.doubt(
        about: words, under: film.id, by: channel, profile, api.comments(under: film.id)
      ) { api.remote(comment: $0, under: film.id) })
  }
}

extension YouTubeAPI {
  /// `commentThreads.insert`.
  func comment(_ words: String, under film: String, by channel: String) -> Exchange<Remote> {
    var call = call(
      .post, "/youtube/v3/commentThreads", query: [("part", "snippet")],
      units: YouTubeProfile.writeUnits)
    call.setJSON([
      "snippet": [
        "channelId": .string(channel), "videoId": .string(film),
        "topLevelComment": ["snippet": ["textOriginal": .string(words)]],
      ]
    ])
    return Exchange(
      call,
      value: { answer in
        (answer.json?["id"]?.string).map { remote(comment: $0, under: film) }
      }, failure: { YouTubeFailures.reading(of: $0, after: .visible) })
  }

  func remote(comment id: String, under film: String) -> Remote {
    var remote = remote(film)
    remote.id = id
    remote.url = remote.url.map { $0 + "&lc=" + PercentEncoding.component(id) }
    remote.extra = ["part": "1"]
    return remote
  }

  /// `commentThreads.list`, newest first.
  func comments(under film: String) -> Exchange<FoundComments?> {
    Exchange(
      call(
        .get, "/youtube/v3/commentThreads",
        query: [
          ("part", "snippet"), ("videoId", film), ("order", "time"), ("maxResults", "100"),
          ("textFormat", "plainText"),
        ]),
      value: { answer in
        guard let items = answer.json?["items"]?.array else { return nil }
        let comments = items.compactMap {
          FoundComment(youTube: $0["snippet"]?["topLevelComment"])
        }
        // A list that is not understood proves nothing about what is in it.
        guard comments.count == items.count else { return .some(nil) }
        return .some(
          .init(comments: comments, isWhole: answer.json?["nextPageToken"] == nil))
      }, failure: { YouTubeAPI.harmless($0).orUnclear { _ in nil } })
  }

  /// `comments.update`.
  func rewrite(comment id: String, to words: String) -> Exchange<Void> {
    var call = call(
      .put, "/youtube/v3/comments", query: [("part", "snippet")],
      units: YouTubeProfile.writeUnits)
    call.setJSON(["id": .string(id), "snippet": ["textOriginal": .string(words)]])
    return Exchange(call, value: { $0.json?["id"].map { _ in } }, failure: YouTubeAPI.harmless)
  }

  /// `comments.delete`; a success also when there is nothing (any more), as after its film.
  func delete(comment id: String) -> Exchange<Void> {
    let call = call(
      .delete, "/youtube/v3/comments", query: [("id", id)], units: YouTubeProfile.writeUnits)
    return Exchange(call) { answer in
      if answer.isSuccess { return .value(()) }
      if YouTubeFailures.reason(in: answer) == "commentNotFound" { return .value(()) }
      return YouTubeAPI.harmless(answer)
    }
  }
}

extension FoundComment {
  fileprivate init?(youTube json: JSON?) {
    let snippet = json?["snippet"]
    guard let id = json?["id"]?.string,
      let channel = snippet?["authorChannelId"]?["value"]?.string,
      // The original is told to its author only.
      let text = (snippet?["textOriginal"] ?? snippet?["textDisplay"])?.string,
      let created = snippet?["publishedAt"]?.string.flatMap({ Instant(rfc3339: $0) })
    else { return nil }
    self.init(id: id, writer: channel, words: text, createdAt: created)
  }
}
