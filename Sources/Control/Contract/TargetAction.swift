package import Domain

/// Something to be done to the deliveries that a target chooses; on the wire the target's members
/// are the action's own.
package protocol TargetAction: Operation where Reply == ActionReport {
  /// Which deliveries.
  var target: SelectionFields { get }

  init(target: SelectionFields)
}

extension TargetAction {
  package init(from decoder: any Decoder) throws {
    self.init(target: try SelectionFields(from: decoder))
  }

  package func encode(to encoder: any Encoder) throws { try target.encode(to: encoder) }

  package func validate() throws(ErrorObject) { _ = try target.selection() }
}

/// An action with a word for others.
package protocol CommentedAction: TargetAction {
  /// What the others should know.
  var comment: String? { get }

  init(target: SelectionFields, comment: String?)
}

private enum CommentKeys: String, CodingKey { case comment }

extension CommentedAction {
  package init(target: SelectionFields) { self.init(target: target, comment: nil) }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CommentKeys.self)
    self.init(
      target: try SelectionFields(from: decoder),
      comment: try container.decodeIfPresent(String.self, forKey: .comment))
  }

  package func encode(to encoder: any Encoder) throws {
    try target.encode(to: encoder)
    var container = encoder.container(keyedBy: CommentKeys.self)
    try container.encodeIfPresent(comment, forKey: .comment)
  }
}
