import Domain
package import Store

/// The store remembers which networks it has served; rehearsals and real posts never meet.
package enum NetworkMark {
  private static let name = "network"

  /// - Throws: when the store has served the other kind.
  package static func check(_ rules: NetworkRules, _ store: Store) throws {
    guard let known = try store.fact(name) else {
      return try store.turn { try $0.setFact(name, rules.word) }
    }
    guard known == rules.word else {
      throw ErrorObject(
        .conflict, "this state folder has served the \(known), and now serves the \(rules.word)",
        hint: rules.isSandbox
          ? "give the sandbox a state folder of its own: --state DIR"
          : "this is a rehearsal's state folder; use another one, or --sandbox")
    }
  }
}
