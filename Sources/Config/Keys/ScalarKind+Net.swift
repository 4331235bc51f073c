import Domain

// MARK: - Kinds of addresses, secrets and sizes

extension ScalarKind {
  /// A web page.
  static let webAddress = ScalarKind(
    "a web address such as https://example.org/page",
    schema: ["type": "string", "pattern": "^https?://[^\\s]+$"]
  ) { WebAddress.isValid($0) }

  /// A server, without a path.
  static let origin = ScalarKind(
    "a server such as https://mastodon.example",
    schema: ["type": "string", "pattern": "^https?://[^\\s/?#@]+$"]
  ) { value in
    guard WebAddress.isOrigin(value) else {
      return .unexpected(
        hint: WebAddress.isValid(value) ? "without a path at its end" : "begin with https://")
    }
    guard value.hasPrefix("https://") || WebAddress.isLoopback(value) else {
      return .said("\(quoted(value)) is not encrypted", hint: "use https://")
    }
    return nil
  }

  /// Where something listens: an address and a port.
  static let listenAddress = ScalarKind(
    "an address and a port such as 127.0.0.1:8087",
    schema: ["type": "string", "pattern": "^(\\[[0-9A-Fa-f:]+\\]|[^:\\s]+):[0-9]{1,5}$"]
  ) { value in
    guard let colon = value.lastIndex(of: ":"), colon > value.startIndex else { return false }
    let host = value[..<colon]
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    return (isBracketed || !host.contains(":")) && WebAddress.isPort(value[colon...].dropFirst())
  }

  /// US dollars.
  static let money = ScalarKind(
    "an amount of US dollars such as 25 or 0.015",
    schema: [
      "type": ["string", "number"], "pattern": "^[0-9]{1,7}(\\.[0-9]{1,6})?$", "minimum": 0,
    ]
  ) { Money($0) != nil }

  /// A reference to a secret.
  ///
  /// - Parameter environment: whether `env:NAME` is allowed. The environment of a process is easily
  ///   seen and inherited; app secrets may be there, the master key may not.
  static func secret(environment: Bool) -> ScalarKind {
    let forms =
      environment ? "credential:NAME, file:PATH or env:NAME" : "credential:NAME or file:PATH"
    let schema: JSON = [
      "type": "string", "pattern": .string("^(credential|file\(environment ? "|env" : "")):.+$"),
    ]
    var kind = ScalarKind("a reference: \(forms)", schema: schema) { value in
      secretComplaint(value, forms: forms, environment: environment)
    }
    kind.isSecret = true
    return kind
  }

  private static func secretComplaint(
    _ value: String, forms: String, environment: Bool
  ) -> Complaint? {
    let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    switch (String(parts[0]), parts.count == 2 ? String(parts[1]) : "") {
    case ("credential", let name) where Slug.isValid(name, maximumLength: 255): return nil
    case ("file", let path) where !path.isEmpty: return nil
    case ("env", let name) where environment && Slug.isValid(name, maximumLength: 255): return nil
    case ("env", _) where !environment:
      return .said(
        "the environment is no place for this secret", hint: "write \(forms)")
    case ("credential", _), ("file", _), ("env", _):
      return .said("the reference names nothing that can be read", hint: "write \(forms)")
    default:
      return .said(
        "a secret does not belong into this file",
        hint: "store it elsewhere and write where it is: \(forms)")
    }
  }

  /// A size in bytes.
  static let byteCount = ScalarKind(
    "a size such as 256MB or 2GB", schema: ["type": "string", "pattern": "^[0-9]+(KB|MB|GB)$"]
  ) { ByteCount.parse($0) != nil }
}

/// Sizes as people write them; `MB` means 1,048,576 bytes.
enum ByteCount {
  private static let units: [(name: String, bytes: Int)] = [
    ("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10),
  ]

  /// Reads `256MB`; `nil` for anything else.
  static func parse(_ text: String) -> Int? {
    guard let unit = units.first(where: { text.hasSuffix($0.name) }),
      let count = Int(text.dropLast(2)), count >= 0, count <= 1 << 20
    else { return nil }
    return count * unit.bytes
  }

  /// `10 MB`.
  static func text(_ bytes: Int) -> String {
    guard let unit = units.first(where: { bytes >= $0.bytes }) else { return "\(bytes) bytes" }
    return "\(bytes / unit.bytes) \(unit.name)"
  }
}

/// The form of web addresses; whether they may be called is the transport's business.
enum WebAddress {
  /// `http` or `https`, a host, and nothing that does not belong into an address.
  static func isValid(_ text: String) -> Bool {
    guard let rest = afterScheme(text), text.utf8.count <= 4096 else { return false }
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return isAuthority(authority)
      && rest.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value > 0x20 }
  }

  /// A valid address that ends after host and port.
  static func isOrigin(_ text: String) -> Bool {
    guard isValid(text), let rest = afterScheme(text) else { return false }
    return !rest.contains { $0 == "/" || $0 == "?" || $0 == "#" }
  }

  /// The host is this machine.
  static func isLoopback(_ text: String) -> Bool {
    guard let rest = afterScheme(text) else { return false }
    return ["127.0.0.1", "localhost", "[::1]"].contains { rest == $0 || rest.hasPrefix($0 + ":") }
  }

  /// 1 … 65535.
  static func isPort(_ text: some StringProtocol) -> Bool {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) }
      && Int(text).map { (1...65_535).contains($0) } == true
  }

  private static func afterScheme(_ text: String) -> Substring? {
    for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
      return text.dropFirst(scheme.count)
    }
    return nil
  }

  private static func isAuthority(_ text: Substring) -> Bool {
    guard !text.contains("@") else { return false }
    if text.hasPrefix("[") {
      guard let close = text.firstIndex(of: "]") else { return false }
      let rest = text[text.index(after: close)...]
      return rest.isEmpty || (rest.hasPrefix(":") && isPort(rest.dropFirst()))
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), !parts[0].isEmpty, !parts[0].hasPrefix("."),
      !parts[0].contains("..")
    else { return false }
    return parts.count == 1 || isPort(parts[1])
  }
}
