import Domain

extension FoundComments {
  /// The comments of a post on Facebook or Instagram.
  ///
  /// - Parameters:
  ///   - call: a list of comments with `id` and their time.
  ///   - most: how many the call asks for.
  ///   - words: the member that holds what a comment says.
  static func onMeta(
    _ call: Call, most: Int, words: String, writer: @escaping @Sendable (JSON) -> String?
  ) -> Exchange<FoundComments?> {
    let list = MetaFound.list(call)
    return Exchange(call) { answer in
      switch list.read(answer) {
      case .value(let found?):
        .value(
          FoundComments(
            comments: found.map {
              FoundComment(
                id: $0.id, writer: writer($0.json), words: $0.json[words]?.string ?? "",
                createdAt: $0.createdAt)
            }, isWhole: found.count < most))
      case .value(nil): .value(nil)
      case .pending(let wait): .pending(wait)
      case .refused(let refusal): .refused(refusal)
      case .unknown: .unknown
      }
    }
  }
}
