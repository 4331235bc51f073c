import Adapters
import Domain
import Testing

/// The rows of Threads (developers.facebook.com, *Threads API: troubleshooting*). What all of
/// Meta's networks share is in `FacebookFailureTests`.
@Suite("Threads: what failures mean")
struct ThreadsFailureTests {
  static let rows: [FailureRow] = [
    .graph(24, 4_279_009, both: .transient), .graph(100, 4_279_013, both: .accountBlocked),
    .graph(4, 2_207_051, .throttled(.seconds(21_600)), nil),
    .graph(100, nil, both: .content), .graph(10, nil, both: .permission),
    .graph(190, nil, both: .tokenExpired), .graph(613, nil, both: .throttled(nil)),
    .graph(
      100, says: "Param text must be at most 500 characters long", .content, .content),
    .graph(
      100, says: "The media could not be fetched from this URI", .transient, .transient),
    .graph(-1, says: "THREADS_API__LINK_LIMIT_EXCEEDED", .content, .content),
    .graph(100, says: "THREADS_API__LINK_LIMIT_EXCEEDED", .content, .content),
    // It is about what the post uses: signing in again would not help.
    .graph(10, says: "THREADS_API__FEATURE_NOT_AVAILABLE", .content, .content),
  ]

  @Test("on a call that nobody sees", arguments: rows)
  func harmless(row: FailureRow) {
    row.check(harmless: Replay.threads(Content(text: "A"), [.answer(row.answer)]))
  }

  @Test("on the call that people see", arguments: rows)
  func visible(row: FailureRow) {
    row.check(
      visible: Replay.threads(
        Content(text: "A"), [.id("c1"), .state("FINISHED"), .answer(row.answer)]))
  }

  @Test(
    "a container says why it is of no use",
    arguments: [
      ("FAILED_DOWNLOADING_VIDEO", Refusal.Kind.conflict), ("FAILED_PROCESSING_AUDIO", .conflict),
      ("FAILED_PROCESSING_VIDEO", .conflict), ("INVALID_ASPEC_RATIO", .content),
      ("INVALID_BIT_RATE", .content), ("INVALID_DURATION", .content),
      ("INVALID_FRAME_RATE", .content), ("INVALID_AUDIO_CHANNELS", .content),
      ("INVALID_AUDIO_CHANNEL_LAYOUT", .content), ("UNKNOWN", .conflict),
    ])
  func container(_ reason: String, _ kind: Refusal.Kind) {
    let run = Replay.threads(Content(text: "A"), [.id("c1"), .state("ERROR", reason)])
    #expect(run.refusal?.kind == kind)
  }

  @Test("an expired container is made anew")
  func expired() {
    let run = Replay.threads(Content(text: "A"), [.id("c1"), .state("EXPIRED")])
    #expect(run.refusal?.kind == .conflict)
  }
}
