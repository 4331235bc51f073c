import CLinux
import Glibc

/// What a hostile server sends.
enum HostileAnswer: Sendable {
  case text(String)
  /// The text, and then this block so many times.
  case flood(String, block: [UInt8], count: Int)
  /// A byte of the text every so many milliseconds, for ever again.
  case drip(String, every: Int)
  /// Nothing comes.
  case silence

  /// Sends it until the client gives up or all is sent.
  func send(to client: Int32) {
    switch self {
    case .text(let text): _ = HostileAnswer.send(Array(text.utf8), to: client)
    case .flood(let text, let block, let count):
      guard HostileAnswer.send(Array(text.utf8), to: client) else { return }
      for _ in 0..<count where !HostileAnswer.send(block, to: client) { return }
    case .drip(let text, let milliseconds):
      while true {
        for byte in text.utf8 {
          guard HostileAnswer.send([byte], to: client) else { return }
          pause(milliseconds: milliseconds)
        }
      }
    case .silence:
      var byte: UInt8 = 0
      while recv(client, &byte, 1, 0) > 0 {}
    }
  }

  private static func send(_ bytes: [UInt8], to client: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { belfry_send(client, $0.baseAddress, $0.count) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}

extension HostileAnswer {
  private static func json(_ head: String, _ body: String) -> HostileAnswer {
    .text(
      "HTTP/1.1 \(head)\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        + "\r\n\(body)")
  }

  private static let zeros = [UInt8](repeating: 0x30, count: 1 << 20)

  /// Answers of a network that is broken or wants to break us, by name.
  static let ofNetworks: [(name: String, answer: HostileAnswer)] = [
    ("not JSON", json("200 OK", "{\"id\": ")),
    ("another JSON", json("200 OK", "[[1, 2], \"three\"]")),
    ("an error with status 200", json("200 OK", "{\"error\": \"something\", \"id\": null}")),
    ("an empty answer", json("200 OK", "")),
    ("an id of 100 kB", json("200 OK", "{\"id\": \"\(String(repeating: "9", count: 100_000))\"}")),
    (
      "JSON 100,000 deep",
      json(
        "200 OK",
        String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000))
    ),
    ("a page instead", json("502 Bad Gateway", "<html><h1>Bad Gateway</h1></html>")),
    ("Retry-After: -1", json("429 Too Many Requests\r\nRetry-After: -1", "{}")),
    ("Retry-After: soon", json("429 Too Many Requests\r\nRetry-After: soon", "{}")),
    ("no HTTP", .text("SSH-2.0-OpenSSH_9.2\r\n")),
    ("a length that is wrong", .text("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{}")),
    ("a length below zero", .text("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}")),
    ("broken chunks", .text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n")),
    (
      "another place",
      .text("HTTP/1.1 307 Away\r\nLocation: http://10.0.0.1:4242/\r\nContent-Length: 0\r\n\r\n")
    ),
    (
      "1 GiB of body",
      .flood("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", block: zeros, count: 1024)
    ),
    (
      "headers without end",
      .flood("HTTP/1.1 200 OK\r\n", block: Array("X-More: and more\r\n".utf8), count: 1_000_000)
    ),
    (
      "early hints without end",
      .flood("", block: Array("HTTP/1.1 103 Early Hints\r\n\r\n".utf8), count: 1_000_000)
    ),
  ]

  /// Pages that a link in a post leads to, by their path.
  static func page(_ path: String) -> HostileAnswer {
    let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
    switch parts.first {
    case "to":
      // The rest of the path is the place, written in hexadecimal digits.
      let place = String(decoding: bytes(ofHexadecimal: parts.last ?? ""), as: UTF8.self)
      return .text("HTTP/1.1 302 Found\r\nLocation: \(place)\r\nContent-Length: 0\r\n\r\n")
    case "image":
      let place = String(decoding: bytes(ofHexadecimal: parts.last ?? ""), as: UTF8.self)
      let html = "<meta property=\"og:image\" content=\"\(place)\"><title>A picture</title>"
      return .text(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: \(html.utf8.count)\r\n\r\n"
          + html)
    case "loop":
      return .text("HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n")
    case "flood":
      return .flood(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>x", block: zeros, count: 1024)
    case "drip": return .drip("HTTP/1.1 200 OK\r\nX: y\r\n", every: 200)
    case "packed":
      return .flood(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n",
        block: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + zeros, count: 64)
    case "nested":
      let html = String(repeating: "<div title='", count: 20_000)
      return .text("HTTP/1.1 200 OK\r\nContent-Length: \(html.utf8.count)\r\n\r\n" + html)
    case "silence": return .silence
    default: return .text("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    }
  }

  private static func bytes(ofHexadecimal text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
  }
}
