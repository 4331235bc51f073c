import Domain

/// A JSON body that holds files: what of it is text is written at once, files are encoded and
/// addresses made while sending.
indirect enum JSONBody: Sendable {
  case value(JSON)
  /// The file's bytes as a Base64 string.
  case base64(MediaFile)
  /// Where the platform can fetch the file.
  case publicAddress(MediaFile)
  case object([(name: String, value: JSONBody)])
  case array([JSONBody])
}

extension Call {
  /// A JSON body with its content type.
  mutating func setJSON(_ value: JSONBody) {
    headers.append(.init("Content-Type", "application/json"))
    body = []
    append(value)
  }

  private mutating func append(_ value: JSONBody) {
    switch value {
    case .value(let json): append(json.text)
    case .base64(let file): quote(.base64File(hash: file.hash, length: file.bytes))
    case .publicAddress(let file):
      quote(.publicAddress(hash: file.hash, mime: file.mime, .json))
    case .object(let members):
      append("{")
      for (index, member) in members.enumerated() {
        append((index > 0 ? "," : "") + JSON.string(member.name).text + ":")
        append(member.value)
      }
      append("}")
    case .array(let elements):
      append("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { append(",") }
        append(element)
      }
      append("]")
    }
  }

  private mutating func quote(_ segment: Segment) {
    append("\"")
    body.append(segment)
    append("\"")
  }

  /// Text goes on where text ended, so that a body has as few pieces as it can.
  private mutating func append(_ text: String) {
    if case .text(let earlier) = body.last {
      body[body.count - 1] = .text(earlier + text)
    } else {
      body.append(.text(text))
    }
  }
}
