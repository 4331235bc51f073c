import Domain

extension Call {
  /// A part of a `multipart/form-data` body (RFC 7578).
  enum FormPart: Hashable, Sendable {
    case text(name: String, String)
    case secret(name: String, SecretKey)
    /// A file, or `length` bytes of it from `offset`.
    case file(name: String, MediaFile, offset: Int64 = 0, length: Int64? = nil)
  }

  /// A multipart body with its content type; the files are streamed while sending.
  ///
  /// - Parameter boundary: something that no part contains.
  mutating func setMultipart(_ parts: [FormPart], boundary: String) {
    headers.append(.init("Content-Type", "multipart/form-data; boundary=\(boundary)"))
    body = []
    var text = ""
    for part in parts {
      text += "--\(boundary)\r\n"
      switch part {
      case .text(let name, let value):
        text += "Content-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
      case .secret(let name, let key):
        text += "Content-Disposition: form-data; name=\"\(name)\"\r\n\r\n"
        body.append(contentsOf: [.text(text), .secret(key, .raw)])
        text = "\r\n"
      case .file(let name, let file, let offset, let length):
        text += "Content-Disposition: form-data; name=\"\(name)\"; "
        text += "filename=\"\(Call.plainName(file.name))\"\r\nContent-Type: \(file.mime)\r\n\r\n"
        body.append(contentsOf: [
          .text(text),
          .file(hash: file.hash, offset: offset, length: length ?? file.bytes - offset),
        ])
        text = "\r\n"
      }
    }
    body.append(.text(text + "--\(boundary)--\r\n"))
  }

  /// A file name that needs no escaping inside a header.
  private static func plainName(_ name: String) -> String {
    let plain = name.unicodeScalars.suffix(80).map { scalar -> Character in
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.isNumberOrMark)
      return isPlain ? Character(scalar) : "_"
    }
    return plain.isEmpty ? "file" : String(plain)
  }
}

extension Call.FormPart {
  /// A field that an answer gave, in the clear or sealed; `nil` for anything else.
  init?(_ name: String, _ value: JSON?) {
    if let key = value?["$secret"]?.string {
      self = .secret(name: name, SecretKey(key))
    } else if let text = value?.string {
      self = .text(name: name, text)
    } else {
      return nil
    }
  }
}

extension Unicode.Scalar {
  /// A digit, dot, underscore or hyphen.
  fileprivate var isNumberOrMark: Bool {
    ("0"..."9").contains(self) || self == "." || self == "_" || self == "-"
  }
}
