package import Domain

extension MastodonRecipe: DeleteRecipe {
  /// Deletes the status.
  ///
  /// One that is not there (any more) counts as deleted.
  package func delete(
    _ remote: Remote, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try MastodonAPI(account, flow)
    try flow.change("delete", api.deleteStatus(remote.id))
  }
}

extension MastodonRecipe: EditRecipe {
  /// Gives the status the words of `content`; its files stay, and so does its visibility, which
  /// cannot change.
  ///
  /// A poll whose options stay the same keeps its votes.
  package func edit(
    _ remote: Remote, to content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try MastodonAPI(account, flow)
    let part = remote.extra["part"].flatMap(Int.init) ?? 0
    guard content.parts.indices.contains(part) else {
      throw flow.refuse(.content, code: "no-such-part", "the new text has no part \(part + 1)")
    }
    let media = try flow.call("status", api.attachedMedia(of: remote.id))
    let status = MastodonStatus(content.parts[part], of: content, media: media, replyTo: nil)
    try flow.change("edit", api.editStatus(remote.id, to: status))
  }
}

extension MastodonAPI {
  private func address(of id: String) -> String {
    "/api/v1/statuses/" + PercentEncoding.component(id)
  }

  /// *methods/statuses*: delete a status; 404 on a repeat.
  func deleteStatus(_ id: String) -> Exchange<Void> {
    Exchange(call(.delete, address(of: id), costs: [.init("deletes"), .init("requests")])) {
      answer in
      if answer.status == 200 || answer.status == 404, answer.json != nil { return .value(()) }
      return MastodonFailures.reading(of: answer, after: .harmless)
    }
  }

  /// The ids of the files of a status, which an edit must repeat or lose.
  func attachedMedia(of id: String) -> Exchange<[String]> {
    Exchange(
      call(.get, address(of: id)),
      value: { answer in
        guard let files = answer.json?["media_attachments"]?.array else { return nil }
        return files.compactMap { $0["id"]?.string }
      }, failure: { MastodonFailures.reading(of: $0, after: .harmless) })
  }

  /// *methods/statuses*: edit a status.
  ///
  /// Setting the same words twice changes nothing.
  func editStatus(_ id: String, to status: MastodonStatus) -> Exchange<Void> {
    var call = call(.put, address(of: id))
    call.setJSON(status.edit)
    return Exchange(
      call, value: { MastodonAPI.remote(in: $0.json, part: 0).map { _ in } },
      failure: { MastodonFailures.reading(of: $0, after: .harmless) })
  }
}
