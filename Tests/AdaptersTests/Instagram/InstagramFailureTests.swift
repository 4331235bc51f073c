import Adapters
import Domain
import Testing

/// Instagram's own rows (developers.facebook.com, *Instagram error codes*): the subcode decides,
/// for the code before it differs between Meta's pages. What all of Meta's networks share is in
/// `FacebookFailureTests`.
@Suite("Instagram: what failures mean")
struct InstagramFailureTests {
  static let passing: [FailureRow] = [
    .graph(-2, 2_207_003, both: .transient), .graph(9004, 2_207_052, both: .transient),
    .graph(9004, nil, .transient, nil), .graph(-2, nil, .transient, nil),
    .graph(24, 2_207_008, both: .transient), .graph(9007, 2_207_027, both: .transient),
    .graph(9007, nil, both: .transient),
    .graph(-1, 2_207_001, .transient, nil), .graph(100, 2_207_001, .transient, nil),
    .graph(-1, 2_207_032, .transient, nil), .graph(100, 2_207_032, .transient, nil),
    .graph(-1, 2_207_053, .transient, nil), .graph(100, 2_207_053, .transient, nil),
    // Seen although the post went live.
    .graph(4, 2_207_051, .throttled(.seconds(21_600)), nil),
    .graph(9, 2_207_042, both: .throttled(.seconds(3600))),
  ]

  /// A new run makes a new container.
  static let anew: [FailureRow] = [
    .graph(-2, 2_207_020, both: .conflict), .graph(24, 2_207_006, both: .conflict),
    .graph(-1, 2_207_077, both: .conflict), .graph(-1, 2_207_082, both: .conflict),
  ]

  static let final: [FailureRow] = [
    .graph(25, 2_207_050, both: .accountBlocked), .graph(25, nil, both: .accountBlocked),
    .graph(1, 2_207_057, both: .content), .graph(36000, 2_207_004, both: .content),
    .graph(36001, 2_207_005, both: .content), .graph(36004, nil, both: .content),
    .graph(36003, 2_207_009, both: .content), .graph(100, 2_207_010, both: .content),
    .graph(100, 2_207_023, both: .content), .graph(100, 2_207_028, both: .content),
    .graph(100, 2_207_040, both: .content), .graph(352, 2_207_026, both: .content),
    .graph(100, 2_207_035, both: .content), .graph(100, 2_207_036, both: .content),
    .graph(100, 2_207_037, both: .content), .graph(100, 2_207_081, both: .content),
  ]

  static let rows = passing + anew + final

  @Test("on a call that nobody sees", arguments: rows)
  func harmless(row: FailureRow) {
    row.check(harmless: Replay.instagram(.media(.test()), [.answer(row.answer)]))
  }

  @Test("on the call that people see", arguments: rows)
  func visible(row: FailureRow) {
    row.check(
      visible: Replay.instagram(
        .media(.test()), [.id("c1"), .code("FINISHED"), .answer(row.answer)]))
  }

  @Test(
    "a container in error names the subcode in its text",
    arguments: [
      (2_207_004, Refusal.Kind.content), (2_207_005, .content), (2_207_009, .content),
      (2_207_010, .content), (2_207_023, .content), (2_207_026, .content), (2_207_028, .content),
      (2_207_035, .content), (2_207_040, .content), (2_207_057, .content), (2_207_081, .content),
      (2_207_050, .accountBlocked), (2_207_052, .conflict), (2_207_053, .conflict),
      (2_207_077, .conflict), (2_207_082, .conflict), (2_299_999, .conflict),
    ])
  func container(_ subcode: Int, _ kind: Refusal.Kind) {
    let run = Replay.instagram(.media(.test()), [.id("c1"), .code("ERROR", "Error: \(subcode)")])
    #expect(run.refusal?.kind == kind)
    #expect(run.refusal?.code == "\(subcode)")
  }
}
