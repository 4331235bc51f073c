import Config
import Domain
import Testing

@Suite("CSV")
struct CSVTests {
  static let head = """
    slots: { desk: { days: mon-fri, times: ["09:00", "17:30"] } }
    """

  private struct Imported {
    var posts: [DeclaredPost] = []
    var importer: CSVImport

    var diagnostics: [Diagnostic] { importer.diagnostics }
  }

  private func read(
    _ bytes: [UInt8], stored: [StoredPost] = [], rowsLimit: Int = 100
  ) throws -> Imported {
    var result = Imported(
      importer: CSVImport(
        bytes, file: "posts.csv", snapshot: try snapshot(CSVTests.head), folder: MemoryFiles([:]),
        ports: .test, now: testNow, rowsLimit: rowsLimit))
    while let posts = result.importer.next(2) {
      result.posts += result.importer.declare(posts, stored: stored)
    }
    return result
  }

  private func read(_ text: String, stored: [StoredPost] = []) throws -> Imported {
    try read(Array(text.utf8), stored: stored)
  }

  @Test("a row is a post with the same keys as in YAML")
  func row() throws {
    let result = try read(
      "id,at,timezone,to,text,link,media,alt,warning,language,visibility,tags,late,grace,approval,"
        + "project\r\n"
        + "one,2026-12-01 09:30,UTC,fedi; sky,\"Hello, \"\"you\"\"\r\nthere\",https://example.org,"
        + "media/tower.jpg,A tower; at dawn,CW,de,unlisted,a;b,skip,1h,true,acme\r\n"
        + "two,2026-12-02 09:30,,,Second,,media/tower.jpg;media/bell.png,T;B,,,,,,,,\r\n")
    #expect(result.diagnostics.isEmpty)
    #expect(result.importer.rows == 2)
    let post = try #require(result.posts.first)
    #expect(post.uid.text == "csv:one")
    #expect(post.due == .init(instant: Instant(rfc3339: "2026-12-01T09:30:00Z")!, zone: "UTC"))
    #expect(post.targets.map(\.account.text) == ["fedi", "sky"])
    #expect(post.targets[0].content.parts[0].text == "Hello, \"you\"\r\nthere")
    #expect(post.targets[0].content.parts[0].media.map(\.alt) == ["A tower; at dawn"])
    #expect(post.targets[0].content.tags == ["a", "b"])
    #expect(post.targets[0].content.visibility == .unlisted)
    #expect(post.needsApproval && post.latePolicy == .skip && post.project == "acme")
    #expect(post.place == "posts.csv:2:1")
    let second = result.posts[1]
    #expect(second.due.zone == "Europe/Berlin")
    #expect(second.targets[0].content.parts[0].media.map(\.alt) == ["T", "B"])
  }

  @Test(
    "accounts in one field are separated by spaces, commas or semicolons",
    arguments: [
      "fedi sky", "\"fedi,sky\"", "fedi;sky", "\" fedi ; sky \"",
    ])
  func severalAccounts(_ field: String) throws {
    let result = try read("at,to,text\nnow,\(field),x\n")
    #expect(result.diagnostics.isEmpty)
    #expect(result.posts.first?.targets.map(\.account.text) == ["fedi", "sky"])
  }

  @Test("rows without an id are known by the file's hash and their line, so twice is once")
  func uids() throws {
    let text = "at,text\nnow,a\nnow,b\n"
    let first = try read(text)
    #expect(Set(first.posts.map(\.uid)).count == 2)
    let again = try read(text)
    #expect(again.posts.map(\.uid) == first.posts.map(\.uid))
    #expect(again.importer.batchHash == first.importer.batchHash)
    var number: Int64 = 0
    let known = first.posts.map { stored($0, state: .scheduled, number: &number) }
    #expect(try read(text, stored: known).posts == first.posts)
  }

  @Test("slots are given out, and rows that are known keep theirs")
  func slots() throws {
    let text = "id,at,text\na,next desk,x\nb,next desk,y\n"
    let first = try read(text)
    #expect(
      first.posts.map { $0.due.instant.rfc3339.prefix(16) }
        == ["2026-11-23T08:00", "2026-11-23T16:30"])
    var number: Int64 = 0
    let known = first.posts.map { stored($0, state: .scheduled, number: &number) }
    #expect(try read(text, stored: known).posts.map(\.due) == first.posts.map(\.due))
  }

  static let wrong = WrongFile.cases(
    #"""
    === unknown column
    id,at,txt
    ---
    1:7: error: unknown column "txt"
        did you mean "text"?
    === column twice
    at,text,text
    ---
    1:9: error: duplicate column "text"
        it is also at posts.csv:1:4
    === no time
    id,text
    ---
    1:1: error: there is no column "at"
        when a post goes out
    === a field too many
    id,at,text
    a,now,Hello, you
    ---
    2:1: error: the row has 4 fields, the header 3
        put fields with commas or line breaks into quotes
    === quote inside a plain field
    id,at,text
    a,now,Say "hello"
    ---
    2:11: error: a quote inside a field that is not quoted
        put the whole field into quotes and write "" for each quote inside
    === quote never closed
    id,at,text
    a,now,"Hello
    ---
    2:7: error: this quote is never closed
    === text after a quote
    id,at,text
    a,now,"Hello" you
    ---
    2:14: error: text after a closing quote
        write "" for a quote inside a field
    === several rows at once
    id,at,to,text,late
    a,soon,fedi,x,
    b,now,nobody,x,never
    b,now,fedi,x,
    c,2025-01-01 09:00,fedi,x,
    ---
    2:3: error: "at" must be a time such as 2026-12-01 09:30, not "soon"
        also possible: 2026-12-01T09:30:00+01:00, now, or next and the name of a slot
    3:7: error: no account or group "nobody"
        accounts and groups are declared in accounts.yaml
    3:16: error: "late" must be "publish", "skip" or "ask", not "never"
    4:1: error: duplicate id "b"
        it is also at posts.csv:3:1
    5:3: error: 2025-01-01 09:00 CET is in the past, and "c" is new
        correct the time, write at: now, or say late: skip or late: publish
    === a name that can be none
    at,to,text
    now,fe/di,x
    ---
    2:5: error: "to" must be 1 to 64 of a-z A-Z 0-9 . _ - beginning with a letter or digit, not \#
    "fe/di"
    === after a field of two lines
    id,at,text
    a,now,"two
    lines"
    b,,x
    ---
    4:1: error: a row needs "at"
        2026-12-01 09:30 (local), 2026-12-01T09:30:00+01:00, now, or next SLOT
    === missing picture
    at,text,media
    now,x,no.png
    ---
    2:7: error: the media file "no.png" does not exist
    """#)

  @Test("every mistake has its line, and nothing is taken over", arguments: wrong)
  func mistake(_ file: WrongFile) throws {
    let result = try read(file.body)
    #expect(
      Set(shown(result.diagnostics).split(separator: "\n"))
        == Set(file.messages.split(separator: "\n")))
    #expect(result.importer.hasErrors)
  }

  @Test("an empty file, bytes that are no UTF-8, and too many rows are refused")
  func bounds() throws {
    #expect(try read("").diagnostics.map(\.message) == ["the file is empty"])
    let broken = try read([0x61, 0x74, 0x0A, 0xC3, 0x28])
    #expect(
      broken.diagnostics.map(\.line) == [
        "posts.csv:2:1: error: not UTF-8; save the file with UTF-8 encoding"
      ])
    let many = "at,text\n" + String(repeating: "now,x\n", count: 26)
    let result = try read(Array(many.utf8), rowsLimit: 25)
    #expect(result.diagnostics.map(\.message) == ["more than 25 rows"])
    #expect(result.importer.rows == 25)
    #expect(CSVImport.rowsLimit == 100_000)
  }
}
