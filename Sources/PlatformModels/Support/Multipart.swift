/// A `multipart/form-data` body (RFC 7578), read strictly.
struct Multipart {
  /// One part with a name.
  struct Part {
    var name: String
    var fileName: String?
    var mime: String?
    var bytes: ArraySlice<UInt8>
  }

  var parts: [Part] = []

  /// - Parameter contentType: the header's whole value, with the boundary.
  /// - Returns: `nil` when the body is not what the header promises.
  init?(contentType: String, body: [UInt8]) {
    guard let boundary = Multipart.parameter("boundary", of: contentType), !boundary.isEmpty,
      boundary.utf8.count <= 70
    else { return nil }
    let delimiter = Array("--\(boundary)".utf8)
    guard body.starts(with: delimiter) else { return nil }
    var position = delimiter.count
    while true {
      if body[position...].starts(with: Array("--".utf8)) { return }
      guard body[position...].starts(with: [0x0D, 0x0A]),
        let end = Multipart.find([0x0D, 0x0A] + delimiter, in: body, from: position + 2),
        let part = Multipart.part(body[(position + 2)..<end])
      else { return nil }
      parts.append(part)
      position = end + 2 + delimiter.count
    }
  }

  private static func part(_ slice: ArraySlice<UInt8>) -> Part? {
    let bytes = Array(slice)
    guard let gap = find([0x0D, 0x0A, 0x0D, 0x0A], in: bytes, from: 0) else { return nil }
    var part = Part(name: "", bytes: bytes[(gap + 4)...])
    let lines = String(decoding: bytes[..<gap], as: UTF8.self)
      .split(separator: "\r\n")
    for line in lines {
      let halves = line.split(separator: ":", maxSplits: 1)
      guard halves.count == 2 else { return nil }
      let value = String(halves[1].drop { $0 == " " })
      switch halves[0].lowercased() {
      case "content-disposition":
        guard value.hasPrefix("form-data"), let name = parameter("name", of: value) else {
          return nil
        }
        part.name = name
        part.fileName = parameter("filename", of: value)
      case "content-type": part.mime = value.prefix { $0 != ";" }.lowercased()
      default: break
      }
    }
    return part.name.isEmpty ? nil : part
  }

  /// A parameter of a structured header, quoted or not.
  private static func parameter(_ name: String, of header: String) -> String? {
    for piece in header.split(separator: ";").dropFirst() {
      let halves = piece.split(separator: "=", maxSplits: 1)
      guard halves.count == 2, halves[0].filter({ $0 != " " }).lowercased() == name else {
        continue
      }
      return String(halves[1].filter { $0 != "\"" })
    }
    return nil
  }

  private static func find(_ needle: [UInt8], in hay: [UInt8], from start: Int) -> Int? {
    hay.withUnsafeBufferPointer { hay in
      var index = start
      while index + needle.count <= hay.count {
        if hay[index] == needle[0] {
          var length = 1
          while length < needle.count, hay[index + length] == needle[length] { length += 1 }
          if length == needle.count { return index }
        }
        index += 1
      }
      return nil
    }
  }
}
