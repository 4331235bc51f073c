/// A dictionary whose copies share what neither of them changes, except that a key which is new
/// copies the table of keys. Keys stay; what is removed leaves its place empty.
struct ChunkedDictionary<Key: Hashable, Value> {
  private var places: [Key: Int] = [:]
  private var values = ChunkedArray<Value?>()

  subscript(key: Key) -> Value? {
    get { places[key].flatMap { values[$0] } }
    set {
      if let place = places[key] {
        values[place] = newValue
      } else if let newValue {
        places[key] = values.count
        values.append(newValue)
      }
    }
  }

  mutating func mapValues(_ transform: (Value) -> Value) {
    for place in values.indices { values[place] = values[place].map(transform) }
  }
}

extension ChunkedDictionary: Sendable where Key: Sendable, Value: Sendable {}
