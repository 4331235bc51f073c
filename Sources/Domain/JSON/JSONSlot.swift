/// A place in a document that is being written. A class, because the containers of one value write
/// into the same place.
final class JSONSlot {
  private enum Content {
    case nothing
    case plain(JSON)
    case members([String: JSON])
    case elements([JSON])
  }

  private var content = Content.nothing
  /// What is written into them later, under names or at indices.
  private var lateMembers: [(name: String, slot: JSONSlot)] = []
  private var lateElements: [(index: Int, slot: JSONSlot)] = []

  /// What was written; an empty object when nothing was.
  var json: JSON {
    switch content {
    case .nothing: return .object([:])
    case .plain(let value): return value
    case .members(var members):
      for (name, slot) in lateMembers { members[name] = slot.json }
      return .object(members)
    case .elements(var elements):
      for (index, slot) in lateElements { elements[index] = slot.json }
      return .array(elements)
    }
  }

  var count: Int { if case .elements(let elements) = content { elements.count } else { 0 } }

  func write(_ value: JSON) { content = .plain(value) }

  func beginObject() { if case .nothing = content { content = .members([:]) } }

  func beginList() { if case .nothing = content { content = .elements([]) } }

  func write(_ value: JSON, as name: String) {
    guard case .members(var members) = content else { JSONSlot.refuse() }
    content = .nothing
    members[name] = value
    content = .members(members)
  }

  func append(_ value: JSON) {
    guard case .elements(var elements) = content else { JSONSlot.refuse() }
    content = .nothing
    elements.append(value)
    content = .elements(elements)
  }

  func late(_ name: String) -> JSONSlot {
    let slot = JSONSlot()
    lateMembers.append((name, slot))
    return slot
  }

  func lateElement() -> JSONSlot {
    let slot = JSONSlot()
    lateElements.append((count, slot))
    append(.null)
    return slot
  }

  private static func refuse() -> Never {
    preconditionFailure("a value encodes itself in two ways at once")
  }
}
