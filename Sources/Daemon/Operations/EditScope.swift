import Control
import Domain

/// Which accounts of a post an edit is for: nobody's own words are overwritten unasked.
struct EditScope {
  /// In the order of the post's targets.
  let accounts: [AccountName]

  /// - Parameter named: the accounts that the request names; `nil` when it names none.
  /// - Throws: `not_found` for an account that the post does not go to; `conflict` when the
  ///   accounts differ in what the request changes, and it does not say which it means.
  init(
    of request: EditPost, _ named: [AccountName]?, in targets: [DeclaredPost.Target]
  ) throws(ErrorObject) {
    let all = targets.map(\.account)
    if let named {
      if let other = named.first(where: { !all.contains($0) }) {
        throw ErrorObject(.notFound, "the post does not go to \(other)")
      }
      accounts = all.filter(named.contains)
      return
    }
    let fields = EditScope.fields(of: request).filter { field in
      targets.contains { field.value($0.content) != field.value(targets[0].content) }
    }
    guard fields.isEmpty || request.all == true else {
      let names = fields.map(\.name).joined(separator: ", ")
      throw ErrorObject(
        .conflict, "\(names): not the same on \(all.map(\.text).joined(separator: ", "))",
        hint: "say which: --to ACCOUNT for some of them, --all for every one")
    }
    accounts = all
  }

  private typealias Field = (name: String, value: @Sendable (Content) -> [String])

  /// The fields that the request changes, as values that can be compared.
  private static func fields(of request: EditPost) -> [Field] {
    var fields: [Field] = []
    if request.text != nil { fields.append(("text", { [$0.parts[0].text] })) }
    if request.link != nil { fields.append(("link", { [$0.parts[0].link ?? ""] })) }
    if request.warning != nil { fields.append(("warning", { [$0.warning ?? ""] })) }
    if request.language != nil { fields.append(("language", { [$0.language ?? ""] })) }
    if request.visibility != nil {
      fields.append(("visibility", { [$0.visibility?.rawValue ?? ""] }))
    }
    if request.tags != nil { fields.append(("tags", { $0.tags })) }
    return fields
  }
}
