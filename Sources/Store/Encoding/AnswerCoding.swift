import Domain

/// The stored form of an answer: compact, because every call writes one.
enum AnswerCoding {
  private static let version: UInt8 = 1

  static func encode(_ answer: Answer) -> [UInt8] {
    var writer = ByteWriter(version: version)
    writer.add(answer.status)
    writer.add(answer.at.milliseconds)
    writer.add(answer.headers.count)
    for header in answer.headers {
      writer.add(header.name)
      writer.add(header.value)
    }
    switch answer.body {
    case .bytes(let bytes):
      writer.add(0 as UInt8)
      writer.add(bytes)
    case .spooled(let file):
      writer.add(1 as UInt8)
      add(file, to: &writer)
    case .tooLarge: writer.add(2 as UInt8)
    }
    return writer.bytes
  }

  /// - Throws: `ByteReader.Malformed` when the bytes are not an answer of a known version.
  static func decode(_ bytes: [UInt8]) throws(ByteReader.Malformed) -> Answer {
    var reader = try ByteReader(bytes, version: version)
    let status = Int(try reader.integer())
    let at = Instant(milliseconds: try reader.integer())
    var headers: [Call.Header] = []
    for _ in 0..<(try reader.count()) {
      headers.append(.init(try reader.text(), try reader.text()))
    }
    let body: Answer.Body
    switch try reader.byte() {
    case 0: body = .bytes(try reader.blob())
    case 1: body = .spooled(try file(from: &reader))
    case 2: body = .tooLarge
    default: throw ByteReader.Malformed()
    }
    return Answer(status: status, headers: headers, body: body, at: at)
  }

  private static func add(_ file: MediaFile, to writer: inout ByteWriter) {
    writer.add(file.hash)
    writer.add(file.bytes)
    writer.add(file.mime)
    writer.add(Int64(file.width ?? -1))
    writer.add(Int64(file.height ?? -1))
    writer.add(file.milliseconds ?? -1)
    writer.add(file.codec ?? "")
    writer.add(file.name)
  }

  private static func file(
    from reader: inout ByteReader
  ) throws(ByteReader.Malformed) -> MediaFile {
    let hash = try reader.text()
    let bytes = try reader.integer()
    let mime = try reader.text()
    let width = Int(try reader.integer())
    let height = Int(try reader.integer())
    let milliseconds = try reader.integer()
    let codec = try reader.text()
    return MediaFile(
      hash: hash, bytes: bytes, mime: mime, width: width < 0 ? nil : width,
      height: height < 0 ? nil : height, milliseconds: milliseconds < 0 ? nil : milliseconds,
      codec: codec.isEmpty ? nil : codec, name: try reader.text())
  }
}
