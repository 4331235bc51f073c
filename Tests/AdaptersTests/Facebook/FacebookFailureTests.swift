import Adapters
import Domain
import Testing

/// The failure table that all of Meta's networks share, with Facebook's own subcodes
/// (developers.facebook.com, *Handling errors*; what schedulers were told besides).
@Suite("Facebook: what failures mean")
struct FacebookFailureTests {
  /// What Meta says of a Page that used up its calls.
  static let usage: [Call.Header] = [
    .init(
      "x-business-use-case-usage",
      #"{"1":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":15}]}"#)
  ]

  static let passing: [FailureRow] = [
    .graph(1, nil, .transient, nil), .graph(2, nil, .transient, nil),
    .init("says so", .graph(999, isTransient: true), .transient, nil),
    .graph(100, 1_363_047, .transient, nil), .graph(100, 1_609_010, .transient, nil),
    .graph(4, nil, both: .throttled(nil)), .graph(17, nil, both: .throttled(nil)),
    .graph(32, nil, both: .throttled(nil)), .graph(341, nil, both: .throttled(nil)),
    .graph(613, nil, both: .throttled(nil)), .graph(80001, nil, both: .throttled(nil)),
    .graph(80002, nil, both: .throttled(nil)), .graph(9, nil, both: .throttled(nil)),
    .init(
      "says when", .graph(80001, headers: usage), .throttled(.seconds(900)),
      .throttled(.seconds(900))),
  ]

  static let account: [FailureRow] = [
    .graph(102, nil, both: .tokenExpired), .graph(190, nil, both: .tokenExpired),
    .graph(190, 463, both: .tokenExpired), .graph(190, 467, both: .tokenExpired),
    .graph(190, 458, both: .signIn), .graph(190, 459, both: .signIn),
    .graph(190, 460, both: .signIn), .graph(190, 464, both: .signIn),
    .graph(190, 492, both: .signIn),
    .graph(3, nil, both: .permission), .graph(10, nil, both: .permission),
    .graph(200, nil, both: .permission), .graph(299, nil, both: .permission),
    .graph(368, 4_854_002, both: .accountBlocked), .graph(1, 1_404_078, both: .accountBlocked),
    .graph(1, 1_404_006, both: .accountBlocked), .graph(1, 1_404_112, both: .accountBlocked),
    .graph(368, 1_390_008, both: .throttled(.seconds(21_600))),
  ]

  static let content: [FailureRow] = [
    .graph(100, nil, both: .content), .graph(100, 33, both: .gone),
    .graph(368, nil, both: .content), .graph(368, 1_404_082, both: .duplicate),
    .graph(506, nil, both: .duplicate), .graph(1, 1_366_051, both: .duplicate),
    .graph(1, 1_609_005, both: .content), .graph(1, 1_366_046, both: .content),
    .graph(1, 1_349_125, both: .content), .graph(1, 2_069_019, both: .content),
    .graph(1, 2_061_006, both: .content), .graph(1, 1_609_008, both: .content),
    .graph(1, 1_346_003, both: .content), .graph(1, 1_404_102, both: .content),
    .graph(1, 1_363_040, both: .content), .graph(1, 1_363_127, both: .content),
    .graph(1, 1_363_128, both: .content), .graph(1, 1_363_129, both: .content),
  ]

  static let strange: [FailureRow] = [.graph(12345, nil, nil, nil), .graph(24, nil, nil, nil)]

  static let rows = passing + account + content + strange

  @Test("on a call that nobody sees", arguments: rows)
  func harmless(row: FailureRow) {
    row.check(harmless: Replay.facebook(Content(text: "A"), [.answer(row.answer)]))
  }

  @Test("on the call that people see", arguments: rows)
  func visible(row: FailureRow) {
    row.check(
      visible: Replay.facebook(Content(text: "A"), [.id("61_9"), .answer(row.answer)]))
  }
}
