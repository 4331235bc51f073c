import Domain

/// What is still to happen, by time; what was planned first comes first.
struct Agenda<Item> {
  private struct Entry {
    var at: Instant
    var order: Int
    var item: Item

    func comesBefore(_ other: Entry) -> Bool {
      at != other.at ? at < other.at : order < other.order
    }
  }

  /// A binary heap, the earliest entry at the front.
  private var entries: [Entry] = []
  private var count = 0

  var nextAt: Instant? { entries.first?.at }

  mutating func plan(_ item: Item, at instant: Instant) {
    count += 1
    entries.append(Entry(at: instant, order: count, item: item))
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child].comesBefore(entries[parent]) else { break }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the earliest item if its time has come.
  mutating func take(until now: Instant) -> Item? {
    guard let first = entries.first, first.at <= now else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      sink()
    }
    return first.item
  }

  private mutating func sink() {
    var parent = 0
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < entries.count }
      guard let least = children.min(by: { entries[$0].comesBefore(entries[$1]) }),
        entries[least].comesBefore(entries[parent])
      else { return }
      entries.swapAt(least, parent)
      parent = least
    }
  }
}
