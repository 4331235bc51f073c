import Config
import Domain
import Testing

@Suite("What posts say")
struct ContentTests {
  private func texts(_ body: String, files: [String: String] = [:]) throws -> [String] {
    try snapshot(body, files: files).posts.map { $0.targets[0].content.parts[0].text }
  }

  @Test("templates are filled with the post's own values, its link and sets of hashtags")
  func templates() throws {
    #expect(
      try texts(
        """
        hashtags: { bells: [belfry, "#bells"] }
        templates:
          news: "{{ title }} is out. {{text}} {{link}} {{hashtags:bells}}"
        posts:
          - id: a
            at: now
            template: news
            with: { title: Belfry 1.0 }
            text: Ring {{how}}!
            link: https://example.org
            for: { mastodon: { with: { how: loudly } }, bluesky: { with: { how: softly } } }
          - id: b
            at: now
            text: "{{hashtags:bells}} and \\\\{{braces}}"
        """) == [
          "Belfry 1.0 is out. Ring loudly! https://example.org #belfry #bells",
          "#belfry #bells and {{braces}}",
        ])
  }

  @Test("the text of an override stands without the post's template")
  func override() throws {
    let post = try #require(
      try snapshot(
        """
        templates: { t: "<{{text}}>" }
        posts:
          - { id: a, at: now, template: t, text: long, for: { sky: { text: short } } }
        """
      ).posts.first)
    #expect(post.targets.map { $0.content.parts[0].text } == ["<long>", "short"])
  }

  @Test("an account's override comes before its platform's, and both before the post")
  func precedence() throws {
    let post = try #require(
      try snapshot(
        """
        posts:
          - id: a
            at: now
            text: x
            warning: post
            language: de
            for:
              mastodon: { warning: platform, language: fr }
              fedi: { warning: account }
        """
      ).posts.first)
    #expect(post.targets.map { $0.content.warning } == ["account", "post"])
    #expect(post.targets.map { $0.content.language } == ["fr", "de"])
  }

  @Test("an included file's defaults come before those of the schedule")
  func defaults() throws {
    let snapshot = try snapshot(
      """
      include: a.yaml
      posts: [{ id: here, at: now, text: x }]
      """,
      files: [
        "a.yaml": """
        timezone: UTC
        defaults: { late: skip, to: sky }
        posts:
          - { id: there, at: 2026-12-01 09:00, text: x, grace: 5m }
        """
      ])
    #expect(snapshot.posts.map(\.uid.text) == ["yaml:here", "yaml:there"])
    #expect(snapshot.posts.map(\.rules.late) == [.ask, .skip])
    #expect(snapshot.posts.map { $0.targets.map(\.account.text) } == [["fedi", "sky"], ["sky"]])
    #expect(
      snapshot.posts[1].when == .at(Instant(rfc3339: "2026-12-01T09:00:00Z")!, zone: "UTC"))
  }

  @Test(
    "scalars mean what their key says, never what they look like",
    arguments: [
      ("at: 2026-12-01 09:30", "2026-12-01T08:30:00Z"),
      ("at: \"2026-12-01 09:30\"", "2026-12-01T08:30:00Z"),
      ("at: 2026-12-01T09:30:00+02:00", "2026-12-01T07:30:00Z"),
      ("at: 2026-12-01T09:30:00Z", "2026-12-01T09:30:00Z"),
    ])
  func scalars(_ at: String, _ instant: String) throws {
    let snapshot = try snapshot("posts:\n  - { id: 2026, \(at), text: 12:30, language: no }")
    let post = try #require(snapshot.posts.first)
    #expect(post.when == .at(Instant(rfc3339: instant)!, zone: "Europe/Berlin"))
    #expect(
      post.targets[0].content
        == {
          var content = Content(text: "12:30")
          content.language = "no"
          return content
        }())
  }

  @Test("a poll has its defaults")
  func poll() throws {
    let post = try #require(
      try snapshot("posts:\n  - { id: a, at: now, text: x, poll: { options: [1, no] } }").posts
        .first)
    #expect(
      post.targets[0].content.parts[0].poll == Poll(options: ["1", "no"], durationSeconds: 86_400))
  }

  @Test("what the server of an account says counts for its posts")
  func facts() {
    let facts = KnownFacts(servers: [AccountName("sky")!: ["limit": 3]])
    let loaded = load(schedule("posts: [{ id: a, at: now, text: Hello }]"), facts: facts)
    #expect(
      loaded.diagnostics.map(\.message) == ["sky: 5 of 3 characters (links count 23)"])
  }

  @Test("the times of posts that the store knows may be past; many unknown ones are summed up")
  func past() {
    let posts = (1...13).map { "  - { id: p\($0), at: 2026-01-\(9 + $0) 09:00, text: x }" }
    let body = schedule("posts:\n" + posts.joined(separator: "\n"))
    let unknown = load(body).diagnostics.map(\.message)
    #expect(unknown.count == 11)
    #expect(unknown[0] == "3 more posts of this file are in the past")
    #expect(unknown[1] == "2026-01-10 09:00 CET is in the past")
    let known = Set((1...13).map { PostUID(.yaml, "p\($0)") })
    #expect(load(body, facts: KnownFacts(posts: known)).diagnostics.isEmpty)
  }

  @Test("equal files have equal hashes; a changed byte or picture changes the hash")
  func treeHash() {
    let body = schedule(
      "posts: [{ id: a, at: now, text: x, media: [{ file: media/tower.jpg, alt: y }] }]")
    let hash = load(body).treeHash
    #expect(hash.count == 32 && hash == load(body).treeHash)
    #expect(hash != load(body + " ").treeHash)
    #expect(hash != load(body.replacing("tower.jpg", with: "bell.png")).treeHash)
    #expect(hash != load(body, accounts: twoAccounts + "\n").treeHash)
  }

  @Test("accounts carry their settings, defaults among them, and the program has its own")
  func accounts() throws {
    let loaded = load(
      "version: 1\ntimezone: UTC",
      accounts: twoAccounts + """

        master_key: file:/etc/belfry/key
        apps: { a: { platform: bluesky, client_id: x, client_secret: env:SECRET } }
        notices: { ntfy: { url: https://ntfy.example/t, token: credential:ntfy } }
        daemon: { drain: 1m, free_disk: 1GB }
        listen: {}
        """)
    let snapshot = try #require(loaded.snapshot)
    #expect(
      snapshot.accounts.map(\.settings) == [
        ["server": "https://mastodon.example"],
        ["handle": "belfry.example", "server": "https://bsky.social"],
      ])
    #expect(snapshot.settings.masterKey == SecretKey("file:/etc/belfry/key"))
    #expect(snapshot.settings.listen == .init(address: "127.0.0.1:8087", publicURL: nil))
    #expect(
      snapshot.settings.notices
        == .ntfy(url: "https://ntfy.example/t", token: SecretKey("credential:ntfy")))
    #expect(snapshot.settings.drain == .seconds(60))
    #expect(snapshot.settings.freeDiskBytes == 1 << 30)
    #expect(snapshot.settings.deliveriesAtOnce == 16)
  }

  @Test("media go over the listener unless a bucket is named, and keep their defaults")
  func media() throws {
    func settings(_ text: String) throws -> MediaSettings {
      let loaded = load("version: 1\ntimezone: UTC", accounts: twoAccounts + text)
      return try #require(loaded.snapshot).settings.media
    }
    #expect(try settings("") == MediaSettings())
    let full = try settings(
      """

      media:
        bucket:
          kind: s3
          endpoint: https://s3.eu-central-1.amazonaws.com
          region: eu-central-1
          name: acme
          addressing: virtual
          prefix: belfry
          public_url: https://media.example.org/
          access_key: AKEXAMPLE
          secret_key: env:S3_SECRET
        expires: { get: 2d }
        metadata: keep
        keep: 60d
        quota: 1GB
        uploads: 5/h
      """)
    #expect(
      full.bucket
        == BucketSettings(
          kind: .s3, endpoint: "https://s3.eu-central-1.amazonaws.com", region: "eu-central-1",
          name: "acme", addressing: .virtual, prefix: "belfry/",
          publicURL: "https://media.example.org",
          key: .access(id: "AKEXAMPLE", secret: SecretKey("env:S3_SECRET"))))
    #expect(full.expires.get == .seconds(2 * 86_400) && full.expires.put == .seconds(3600))
    #expect(full.metadata == .keep)
    #expect(full.keep == .seconds(60 * 86_400) && full.quotaBytes == 1 << 30)
    #expect(full.uploads.capacity == 5 && full.largestBytes == 512 << 20)
    let google = try settings(
      "\nmedia: { bucket: { kind: gcs, name: acme, service_account: \"file:/k\" } }")
    #expect(google.bucket?.endpoint == "https://storage.googleapis.com")
    #expect(google.bucket?.key == .serviceAccount(SecretKey("file:/k")))
  }
}

@Suite("Accounts that fit texts")
struct FitTests {
  @Test("a text that is too long is shortened where the account wants it, and that is said")
  func fit() throws {
    let accounts = twoAccounts.replacing(
      "handle: belfry.example", with: "handle: belfry.example\n    fit: true")
    let text = String(repeating: "bell ", count: 70) + "end"
    let posts = schedule("posts:\n  - { id: a, at: 2026-12-01 09:30, text: \(text) }\n")
    let loaded = load(posts, accounts: accounts)
    let post = try #require(loaded.snapshot?.posts.first)
    let texts = post.targets.map { $0.content.parts[0].text }
    #expect(texts == [text, "short"])
    #expect(loaded.diagnostics.map(\.severity) == [.warning])
    #expect(loaded.diagnostics[0].message == "sky: too long (it becomes \"short\")")
    #expect(load(posts).snapshot == nil)
  }

  private static let fitting = twoAccounts.replacing(
    "handle: belfry.example", with: "handle: belfry.example\n    fit: true")

  private func post(_ file: String, to accounts: String = "[sky]") -> String {
    schedule(
      """
      posts:
        - id: a
          at: 2026-12-01 09:30
          to: \(accounts)
          text: Look
          media: [{ file: \(file), alt: A bell }]

      """)
  }

  @Test("a picture that is not taken gets another form, only where the account wants it")
  func picture() throws {
    let loaded = load(post("media/big.png", to: "[fedi, sky]"), accounts: FitTests.fitting)
    #expect(loaded.snapshot == nil)
    #expect(
      loaded.diagnostics.map(\.message) == [
        "fedi: the file has 4.2 of 2.0 MB",
        "sky: the file is not taken as it is "
          + "(PNG of 4800 × 480, 4.2 MB becomes JPEG of 4800 × 480, 2.1 MB)",
      ])
    #expect(loaded.diagnostics[0].hint == "add fit: true to the account")
    let alone = try #require(load(post("media/big.png"), accounts: FitTests.fitting).snapshot)
    let file = alone.posts[0].targets[0].content.parts[0].media[0].file
    #expect(file.hash == "d-jpeg-full-q2")
    #expect(file.mime == "image/jpeg")
  }

  @Test("without ffmpeg it is said what is missing")
  func missing() {
    let loaded = load(
      post("media/big.png"), accounts: FitTests.fitting, media: TestMedia(hasTools: false))
    #expect(loaded.snapshot == nil)
    #expect(
      loaded.diagnostics.map(\.message) == ["sky: the file has 4.2 of 2.0 MB"])
    #expect(
      loaded.diagnostics.first?.hint
        == "fit: needs ffmpeg: apt install ffmpeg, or bring a file that fits")
  }

  @Test("a film is cut off only where the account asks for that too")
  func trim() throws {
    let refused = load(post("media/a.mp4"), accounts: FitTests.fitting)
    #expect(refused.diagnostics.map(\.message) == ["sky: the film plays 95 s (60 are taken)"])
    #expect(refused.diagnostics[0].hint == "trim it")
    let trimming = FitTests.fitting.replacing("fit: true", with: "fit: true\n    trim: true")
    let snapshot = try #require(load(post("media/a.mp4"), accounts: trimming).snapshot)
    let file = snapshot.posts[0].targets[0].content.parts[0].media[0].file
    #expect(file.milliseconds == 60_000)
    #expect(file.hash == "b-mp4-1920-8000k-60000ms")
  }

  @Test("what no other form helps against is left alone")
  func tooMany() {
    let files = String(repeating: "{ file: media/tower.jpg, alt: A }, ", count: 5)
    let posts = schedule(
      "posts:\n  - { id: a, at: 2026-12-01 09:30, to: [sky], text: A, media: [\(files)] }\n")
    let loaded = load(posts, accounts: FitTests.fitting)
    #expect(loaded.diagnostics.map(\.message) == ["sky: 5 of 4 pictures"])
    #expect(loaded.diagnostics[0].hint == nil)
  }
}
