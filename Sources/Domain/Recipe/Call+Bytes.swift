extension Call {
  /// What is hashed to recognise the call: all that the network sees of it, except who signs it,
  /// because a renewed token does not make it another call.
  package var canonicalBytes: [UInt8] {
    var writer = ByteWriter(version: 1)
    writer.add(method.rawValue)
    writer.add(address)
    writer.add(headers.count)
    for header in headers {
      writer.add(header.name)
      writer.add(header.value)
    }
    writer.add(body.count)
    for segment in body { writer.add(segment) }
    return writer.bytes
  }
}

extension ByteWriter {
  /// The address without the names of its secrets.
  fileprivate mutating func add(_ address: Call.Address) {
    add(address.pieces.count)
    for piece in address.pieces {
      switch piece {
      case .text(let text):
        add(0 as UInt8)
        add(text)
      case .secret(_, .whole): add(1 as UInt8)
      case .secret(_, .lastSegments(let count)):
        add(2 as UInt8)
        add(count)
      }
    }
  }

  /// A piece of a call's body.
  package mutating func add(_ segment: Call.Segment) {
    switch segment {
    case .text(let text):
      add(0 as UInt8)
      add(text)
    case .file(let hash, let offset, let length):
      add(1 as UInt8)
      add(hash)
      add(offset)
      add(length)
    case .secret(let key, let escaping):
      add(2 as UInt8)
      add(key.text)
      add(escaping.rawValue)
    case .publicAddress(let hash, let mime, let escaping):
      add(3 as UInt8)
      add(hash)
      add(mime)
      add(escaping.rawValue)
    case .base64File(let hash, let length):
      add(4 as UInt8)
      add(hash)
      add(length)
    }
  }
}
