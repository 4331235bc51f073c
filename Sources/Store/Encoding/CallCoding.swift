import Domain

/// The stored form of a frozen call, for `belfry show` and for people who look into the file. A
/// call holds no secrets, only their names.
enum CallCoding {
  private static let version: UInt8 = 1

  static func encode(_ call: Call) -> [UInt8] {
    var writer = ByteWriter(version: version)
    writer.add(call.method.rawValue)
    writer.add(call.url)
    writer.add(call.headers.count)
    for header in call.headers {
      writer.add(header.name)
      writer.add(header.value)
    }
    writer.add(call.body.count)
    for segment in call.body { writer.add(segment) }
    add(call.authorization, to: &writer)
    return writer.bytes
  }

  /// The method and address of a stored call.
  ///
  /// - Throws: `ByteReader.Malformed` when the bytes are not a call of a known version.
  static func target(of bytes: [UInt8]) throws(ByteReader.Malformed) -> (
    method: String, url: String
  ) {
    var reader = try ByteReader(bytes, version: version)
    return (try reader.text(), try reader.text())
  }

  private static func add(_ authorization: Call.Authorization, to writer: inout ByteWriter) {
    switch authorization {
    case .none: writer.add(0 as UInt8)
    case .bearer(let key):
      writer.add(1 as UInt8)
      writer.add(key.text)
    case .basic(let user, let password):
      writer.add(2 as UInt8)
      writer.add(user)
      writer.add(password.text)
    case .oauth(let key):
      writer.add(3 as UInt8)
      writer.add(key.text)
    }
  }
}
