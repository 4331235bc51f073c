import Adapters
import Control
import Crypto
import Domain
import Media
import PlatformModels
import Text

extension Target {
  static let control = Target(
    name: "control",
    words: [
      "{\"", "\":", "\",\"", "uid", "to", "text", "at", "media", "thread", "for", "delivery",
      "filter", "verdict", "wait_s", "limit", "cursor", "state", "\\u0000", "\\ud800", "[[",
    ],
    read: { input in
      func read<Request: Operation>(_: Request.Type) {
        guard let request = try? JSON.decode(Request.self, from: input) else { return }
        try? request.validate()
      }
      _ = try? JSON(parsing: input)
      read(CreatePost.self)
      read(Resolve.self)
      read(ListDeliveries.self)
      read(ListAudit.self)
      read(AnswerConnect.self)
      read(Reload.self)
      read(ShowPost.self)
    })

  /// Lines of `name: value`, as the answer of any platform has them.
  static let headers = Target(
    name: "headers",
    words: [
      "retry-after: ", "date: ", "x-ratelimit-limit: ", "x-ratelimit-remaining: ",
      "x-ratelimit-reset: ", "ratelimit-limit: ", "ratelimit-remaining: ", "ratelimit-reset: ",
      "ratelimit-policy: ", "Sun, 06 Nov 1994 08:49:37 GMT", "2026-12-01T09:30:00.000Z",
    ],
    read: { input in
      let text = String(decoding: input, as: UTF8.self)
      let fields = text.split(separator: "\n").compactMap { line -> Call.Header? in
        let halves = line.split(separator: ":", maxSplits: 1)
        guard halves.count == 2 else { return nil }
        return Call.Header(halves[0].lowercased(), String(halves[1].drop { $0 == " " }))
      }
      for status in [200, 429, 503] {
        let answer = Answer(status: status, headers: fields, at: now)
        _ = (answer.retryAfter, answer.platformDate)
        for recipe in Platforms.all {
          for reading in recipe.limits(in: answer) {
            var bucket = TokenBucket(capacity: 10, refillPerSecond: 0.1, at: now)
            bucket.learn(reading, at: now)
            _ = bucket.wait(for: 1, at: now)
          }
        }
      }
      for line in text.split(separator: "\n") {
        _ = (Instant(httpDate: String(line)), Instant(rfc3339: String(line)))
      }
    })

  /// A request to the servers of the sandbox: method, target and headers by lines, then a body.
  static let requests = Target(
    name: "requests",
    words: [
      "POST /api/v1/statuses\n", "POST /api/v2/media\n", "POST /oauth/token\n",
      "POST /xrpc/com.atproto.repo.createRecord\n", "GET ", "?", "authorization: Bearer t\n",
      "content-type: multipart/form-data; boundary=x\n", "content-type: application/json\n",
      "--x\r\n", "Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n",
      "--x--\r\n", "%", "\n\n",
    ],
    read: { input in
      let blank = input.firstRange(of: [0x0A, 0x0A])
      let head = String(decoding: input[..<(blank?.lowerBound ?? input.endIndex)], as: UTF8.self)
      let body = blank.map { Array(input[$0.upperBound...]) } ?? []
      var lines = head.split(separator: "\n").map(String.init)
      guard !lines.isEmpty else { return }
      let words = lines.removeFirst().split(separator: " ").map(String.init)
      let fields = lines.compactMap { line -> NamedValue? in
        let halves = line.split(separator: ":", maxSplits: 1)
        guard halves.count == 2 else { return nil }
        return NamedValue(halves[0].lowercased(), String(halves[1].drop { $0 == " " }))
      }
      let request = ModelRequest(
        words.first ?? "", words.dropFirst().first ?? "/", headers: fields, body: body)
      var mastodon = MastodonModel(origin: "http://127.0.0.1:1", hashing: SHA256())
      mastodon.issueToken(for: "belfry", named: "t")
      _ = mastodon.handle(request, at: now, entropy: 1)
      var bluesky = BlueskyModel(origin: "http://127.0.0.1:1", hashing: SHA256())
      bluesky.issueToken(for: "belfry.test", named: "t")
      _ = bluesky.handle(request, at: now, entropy: 1)
    })

  static let media = Target(
    name: "media",
    words: [
      "GIF89a", "RIFF", "WEBP", "VP8X", "VP8L", "VP8 ", "ftyp", "isom", "qt  ", "moov", "trak",
      "tkhd", "mdat", "IHDR", "JFIF", "Exif", "EXIF", "XMP ", "eXIf", "tEXt", "IEND", "udta",
      "meta",
      "uuid",
    ],
    read: { input in
      let heads: [[UInt8]] = [
        [], [0xFF, 0xD8, 0xFF, 0xE0], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
        [0x1A, 0x45, 0xDF, 0xA3],
      ]
      for head in heads { _ = MediaSignature(head + input) }
      for (mime, head) in cleaned { clean(mime, head + input) }
    })

  /// Formats that are sent without metadata, and how their files begin.
  private static let cleaned: [(mime: String, head: [UInt8])] = [
    ("image/jpeg", []), ("image/jpeg", [0xFF, 0xD8, 0xFF]), ("image/png", []),
    ("image/webp", []), ("image/gif", []), ("video/mp4", []),
  ]

  /// A clean copy stays within the file, and cleaning it again changes nothing.
  private static func clean(_ mime: String, _ file: [UInt8]) {
    let once = copy(of: file, mime)
    precondition(copy(of: once, mime) == once, "\(mime): the copy of a copy is another one")
  }

  private static func copy(of file: [UInt8], _ mime: String) -> [UInt8] {
    let copy = CleanCopy(of: mime, length: Int64(file.count), .strip) { offset, count in
      let start = min(Int(offset), file.count)
      return Array(file[start..<min(file.count, start + count)])
    }
    return copy.pieces.flatMap { piece in
      switch piece {
      case .source(let range): Array(file[Int(range.lowerBound)..<Int(range.upperBound)])
      case .bytes(let bytes): bytes
      case .zeros(let count): [UInt8](repeating: 0, count: Int(count))
      }
    }
  }

  /// What authors write, and pages that they link to.
  static let texts = Target(
    name: "texts",
    words: [
      "https://", "http://", "example.org", "#tag", "@who", "@who@example.org", "<meta ",
      "property=\"og:title\"", " content=\"", "<title>", "</title>", "&amp;", "&#x", "<!--",
      "<p>", "<br>", "xn--", "👨‍👩‍👧", "🏳️‍🌈", "ß", "İ", ")", "…",
    ],
    read: { input in
      let text = String(decoding: input, as: UTF8.self)
      _ = OpenGraph.read(text)
      _ = HTMLText.plain(text)
      _ = Excerpt.singleLine(text)
      let account = AccountFacts(name: Target.account, platform: PlatformName("test"))
      for recipe in Platforms.all {
        _ = recipe.problems(with: Content(text: text), for: account)
      }
    })
}
