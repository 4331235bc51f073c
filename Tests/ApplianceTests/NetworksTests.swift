import Domain
import Glibc
import Testing

@Suite("Every network of the sandbox", .serialized)
struct NetworksTests {
  private static let names = [
    "mastodon", "bluesky", "threads", "instagram", "facebook", "x", "linkedin", "reddit",
    "youtube", "tiktok", "telegram", "discord", "pinterest",
  ]

  @Test("accounts sign in, and words, pictures and films are on their timelines as people see them")
  func publish() async throws {
    let home = try Household()
    // Below the ports that the system gives away by itself.
    let port = UInt16.random(in: 20_000..<32_000)
    try Files.write("sandbox-secret", to: home.folder + "/secret")
    #expect(chmod(home.folder + "/secret", 0o600) == 0)
    try await home.moveIn { try Self.accounts($0, port, secret: home.folder + "/secret") }
    try Self.writeMedia(to: home.config)
    try Files.write(Self.schedule, to: home.schedule)
    try await home.startDaemon()
    try await home.connect(Self.names)
    try await until("everything is published") {
      try await home.count("published") == Self.names.count
    }
    let posts = try await home.timelines()
    #expect(posts.map { $0["platform"]?.string } == Self.names)
    #expect(posts.allSatisfy { $0["text"]?.string?.contains("How they ring") == true })
    #expect(posts.compactMap { $0["title"]?.string } == ["Bells", "Bells", "Bells"])
    #expect(posts.compactMap { $0["place"]?.string } == ["r/bells", "Bells"])
    for post in posts {
      let media = try #require(post["media"]?.array)
      #expect(media.count == 1, "\(post)")
      let file = Self.files.first { media[0]["mime"]?.string == $0.mime }
      #expect(try await home.bytes(of: media[0]) == file?.bytes.count, "\(post)")
      let platform = try #require(post["platform"]?.string)
      // Films and Telegram's files have none, and neither has Reddit's single picture.
      let hasAlt = !["youtube", "tiktok", "reddit", "telegram"].contains(platform)
      #expect((media[0]["alt"] == "A bell") == hasAlt, "\(post)")
      // The others have the real networks' addresses.
      if !["bluesky", "tiktok", "telegram", "discord", "pinterest"].contains(platform) {
        #expect(try await home.place(of: post) == post["anchor"]?.string, "\(post)")
      }
    }
    let ledger = try await home.ledger()
    for name in Self.names { #expect(ledger[name]?["doubles"] == 0) }
  }

  @Test("the second part of a post is the first comment, and TikTok fetches pictures")
  func commentsAndPictures() async throws {
    let home = try Household()
    let names = ["instagram", "youtube", "facebook", "linkedin", "tiktok"]
    let port = UInt16.random(in: 20_000..<32_000)
    try Files.write("sandbox-secret", to: home.folder + "/secret")
    #expect(chmod(home.folder + "/secret", 0o600) == 0)
    try await home.moveIn {
      try Self.accounts($0, port, names: names, secret: home.folder + "/secret")
    }
    try Self.writeMedia(to: home.config)
    try Files.write(Self.commented, to: home.schedule)
    try await home.startDaemon()
    try await home.connect(names)
    try await until("everything is published") {
      try await home.count("published") == names.count
    }
    // What first comments take was asked for, and allowed.
    let tokens = try await home.run("tokens", "--json")
    let missing = try JSON(parsing: Array(tokens.output.utf8))["items"]?.array ?? []
    #expect(missing.count == names.count && missing.allSatisfy { $0["missing_scopes"] == [] })
    let health = try await home.run("health", "--json")
    #expect(health.output.contains("hands out media"), "\(health.output)")
    let posts = try await home.timelines()
    func shown(_ platform: String) -> [JSON] {
      posts.filter { $0["platform"]?.string == platform }
    }
    for platform in ["instagram", "youtube", "facebook", "linkedin"] {
      let comment = try #require(shown(platform).first { $0["text"] == "Ring! #bells" })
      let post = try #require(shown(platform).first { $0["parent"]?.string == nil })
      #expect(comment["parent"] == post["id"])
      #expect(shown(platform).count == 2)
    }
    let pictures = try #require(shown("tiktok").first?["media"]?.array)
    #expect(pictures.count == 2)
    for picture in pictures {
      #expect(try await home.bytes(of: picture) == Self.files[1].bytes.count)
    }
    let ledger = try await home.ledger()
    for name in names { #expect(ledger[name]?["doubles"] == 0) }
  }

  private static func accounts(
    _ addresses: [String: String], _ port: UInt16, names: [String] = names, secret: String
  ) throws -> String {
    var text = """
      listen: { address: "127.0.0.1:\(port)", public_url: "http://127.0.0.1:\(port)" }

      """
    var (apps, accounts) = ("apps:\n", "accounts:\n")
    for name in names {
      let address = try #require(addresses[name])
      accounts += "  - { id: \(name), platform: \(name), server: \"\(address)\""
      if name == "bluesky" { accounts += ", handle: belfry.test, video_server: \"\(address)\"" }
      if ["x", "linkedin", "reddit", "pinterest"].contains(name) {
        accounts += ", website: \"\(address)\""
      }
      if name == "reddit" { accounts += ", username: belfry, subreddit: bells" }
      if ["threads", "instagram", "facebook"].contains(name) {
        accounts += ", redirect: \"https://belfry.test/back\""
      }
      if ["facebook", "linkedin"].contains(name) { accounts += ", comments: yes" }
      if name == "telegram" { accounts += ", chat: \"@belfry\"" }
      if !["mastodon", "bluesky", "telegram", "discord"].contains(name) {
        accounts += ", app: \(name)"
        apps += "  \(name): { platform: \(name), client_id: belfry-sandbox, "
        apps += "client_secret: \"file:\(secret)\" }\n"
      }
      accounts += " }\n"
    }
    text += apps + accounts
    return text
  }

  private static let schedule = """
    version: 1
    timezone: UTC
    posts:
      - id: words
        to: [mastodon, bluesky, threads, x, linkedin, reddit, telegram, discord, pinterest]
        at: \(now)
        text: How they ring
        media: [{ file: bell.png, alt: A bell }]
        for: { reddit: { title: Bells }, pinterest: { title: Bells } }
      - id: photo
        to: [instagram, facebook]
        at: \(now)
        text: How they ring
        media: [{ file: bell.jpg, alt: A bell }]
      - id: film
        to: [youtube, tiktok]
        at: \(now)
        text: How they ring
        media: [{ file: bell.mp4, alt: "" }]
        visibility: public
        for: { youtube: { title: Bells } }

    """

  private static let commented = """
    version: 1
    timezone: UTC
    posts:
      - id: photo
        to: [instagram, facebook, linkedin]
        at: \(now)
        text: How they ring
        media: [{ file: bell.jpg, alt: A bell }]
        thread: [{ text: "Ring! #bells" }]
      - id: film
        to: youtube
        at: \(now)
        text: How they ring
        media: [{ file: bell.mp4, alt: "" }]
        thread: [{ text: "Ring! #bells" }]
      - id: pictures
        to: tiktok
        at: \(now)
        text: How they ring
        media: [{ file: bell.jpg }, { file: bell.jpg }]
        visibility: public
        for: { tiktok: { title: Bells, cover_picture: 2 } }

    """

  static var now: String {
    let text = Instant(milliseconds: Int64(time(nil)) * 1000).rfc3339
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
  }

  private static let files: [(name: String, mime: String, bytes: [UInt8])] = [
    (
      "bell.png", "image/png",
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
        + [0, 0, 1, 0, 0, 0, 1, 0, 8, 2, 0, 0, 0]
    ),
    (
      "bell.jpg", "image/jpeg",
      [
        0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 2, 88, 3, 32, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1,
      ]
    ),
    (
      "bell.mp4", "video/mp4",
      [0, 0, 0, 24] + Array("ftypisom".utf8) + [UInt8](repeating: 7, count: 5000)
    ),
  ]

  static func writeMedia(to folder: String) throws {
    for file in files {
      let stream = try #require(fopen(folder + "/" + file.name, "w"))
      defer { fclose(stream) }
      #expect(fwrite(file.bytes, 1, file.bytes.count, stream) == file.bytes.count)
    }
  }
}
