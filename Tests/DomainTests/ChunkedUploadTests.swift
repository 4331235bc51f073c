import Domain
import Testing

@Suite("Uploads in pieces")
struct ChunkedUploadTests {
  private let now = Instant(milliseconds: 1_000_000)

  /// `stored N`, `busy`, `no`, `later` and `?` mean what they say; all else is the end.
  private static let upload = ChunkedUpload<String>(
    bytes: 100, pieceBytes: 40,
    piece: { Call(.put, "https://up.example/\($0)") }, progress: Call(.put, "https://up.example/?")
  ) { answer in
    let words = answer.text.split(separator: " ")
    switch words.first {
    case "stored": return .value(.stored(Int64(words[1]) ?? 0))
    case "busy": return .pending(.seconds(5))
    case "no": return .refused(Refusal(.content, code: "400", message: "no"))
    case "later": return .refused(Refusal(.transient, code: "503", message: "later"))
    case "?": return .unknown
    default: return .value(.complete(answer.text))
    }
  }

  private func run(
    _ state: JournalEntry.State?, _ mode: Flow.Mode, attempt: Int = 1
  ) -> Result<String, Pause> {
    let journal = state.map {
      [
        JournalEntry(
          step: "film", attempt: attempt, callClass: .harmless, part: 0, callHash: [], at: now,
          state: $0)
      ]
    }
    var flow = Flow(
      startedAt: now, due: now, entropy: [], journal: journal ?? [], now: now, mode: mode)
    do throws(Pause) { return .success(try flow.upload("film", Self.upload)) } catch {
      return .failure(error)
    }
  }

  private func said(_ text: String) -> JournalEntry.State {
    .answered(Answer(status: 200, body: .bytes(Array(text.utf8)), at: now))
  }

  private func sends(_ path: String) -> Result<String, Pause> {
    .failure(
      .call(
        PendingCall(step: "film", kind: .harmless, call: Call(.put, "https://up.example/" + path))))
  }

  @Test("begin with the first byte, go on where the server is, and end with its word")
  func straight() {
    for mode in [Flow.Mode.settle, .proceed] {
      #expect(run(nil, mode) == sends("0"))
      #expect(run(said("stored 40"), mode, attempt: 2) == sends("40"))
      #expect(run(said("stored 7"), mode, attempt: 2) == sends("7"))
      #expect(run(said("done"), mode, attempt: 3) == .success("done"))
    }
  }

  @Test("whatever is not known is asked before another piece leaves")
  func asks() {
    #expect(run(.intent, .settle) == sends("?"))
    for state in [JournalEntry.State.unknown("cut"), .notSent("no route")] {
      #expect(run(state, .proceed) == sends("?"))
    }
    #expect(run(.unknown("cut"), .settle) == .failure(.trouble(step: "film", "cut")))
    #expect(run(said("?"), .settle) == .failure(.trouble(step: "film", "unexpected answer 200")))
    #expect(run(said("?"), .proceed) == sends("?"))
    #expect(run(said("busy"), .settle) == .failure(.poll(step: "film", after: .seconds(5))))
    #expect(run(said("busy"), .proceed) == sends("?"))
  }

  @Test("a refusal ends it or is asked about, as its kind says")
  func refused() {
    let later = Refusal(.transient, code: "503", message: "later")
    #expect(run(said("later"), .settle) == .failure(.refused(step: "film", later)))
    #expect(run(said("later"), .proceed) == sends("?"))
    let no = Refusal(.content, code: "400", message: "no")
    for mode in [Flow.Mode.settle, .proceed] {
      #expect(run(said("no"), mode) == .failure(.refused(step: "film", no)))
    }
  }

  @Test("a server that never gets on is not sent the same piece without end")
  func stuck() {
    #expect(Self.upload.attemptsMax == 32)
    #expect(run(said("stored 0"), .settle, attempt: 32) == sends("0"))
    #expect(
      run(said("stored 0"), .settle, attempt: 33)
        == .failure(.trouble(step: "film", "the upload does not get on")))
    #expect(run(said("stored 0"), .proceed, attempt: 33) == sends("0"))
  }
}
