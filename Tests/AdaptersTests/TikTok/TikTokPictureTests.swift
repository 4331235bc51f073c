import Adapters
import Domain
import Testing

@Suite("TikTok: pictures")
struct TikTokPictureTests {
  private static let picture = MediaItem(alt: "", file: .test(width: 1080, height: 1920))
  private static let content = Content(
    parts: [.init(text: "Bells #bell", media: [picture, picture])], visibility: .everyone)
  private static let taken = TikTok.ok(["publish_id": "p_pub~1"])

  private static func run(
    _ script: [Scripted], of content: Content = content
  ) -> Replay<Publication> {
    Replay.tiktok([TikTok.ok(TikTok.creator)] + script, of: content)
  }

  @Test("creator, one visible call with the addresses, status")
  func straight() {
    let run = Self.run([Self.taken, TikTok.status("PROCESSING_DOWNLOAD")])
    #expect(run.steps == ["creator", "pictures", "pictures?0/status"])
    let call = run.sent[1].call
    #expect(call.url == "https://open.tiktokapis.com/v2/post/publish/content/init/")
    #expect(call.header("Content-Type") == "application/json; charset=UTF-8")
    #expect(call.costs == [.init("starts"), .init("posts")])
    #expect(
      run.sent[1].json == [
        "media_type": "PHOTO", "post_mode": "DIRECT_POST",
        "post_info": [
          "description": "Bells #bell", "privacy_level": "PUBLIC_TO_EVERYONE",
          "disable_comment": true, "auto_add_music": false, "brand_content_toggle": false,
          "brand_organic_toggle": false,
        ],
        "source_info": [
          "source": "PULL_FROM_URL", "photo_cover_index": 0,
          "photo_images": ["<address abab image/jpeg>", "<address abab image/jpeg>"],
        ],
      ])
    guard case .visible(part: 0, _) = run.sent[1].kind else {
      Issue.record("not a visible call")
      return
    }
    // TikTok took it: that is no doubt.
    #expect(run.sent[2].kind == .confirmation)
    #expect(run.sent[2].json == ["publish_id": "p_pub~1"])
    #expect(run.finding == .unclear("TikTok is still working on it"))
  }

  @Test("what the post says is what TikTok gets")
  func options() {
    var content = Self.content
    content.visibility = nil
    content.parts[0].link = "https://example.org"
    content.options = [
      "privacy": "private", "allow_comments": true, "own_brand": true, "title": "The bell",
      "cover_picture": 2, "add_music": true,
    ]
    let json = Self.run([], of: content).next?.json
    #expect(
      json?["post_info"] == [
        "title": "The bell", "description": "Bells #bell\n\nhttps://example.org",
        "privacy_level": "SELF_ONLY", "disable_comment": true, "auto_add_music": true,
        "brand_content_toggle": false, "brand_organic_toggle": true,
      ])
    #expect(json?["source_info"]?["photo_cover_index"] == 1)
  }

  @Test("a post is out when TikTok says so, and is a photo")
  func complete() {
    let ids: [String: JSON] = ["publicaly_available_post_id": [7_123_456_789_012_345_678]]
    let run = Self.run([Self.taken, TikTok.status("PUBLISH_COMPLETE", ids)])
    #expect(
      run.value?.parts == [
        Remote(
          id: "7123456789012345678", url: "https://www.tiktok.com/@acme/photo/7123456789012345678",
          extra: ["part": "0", "publish_id": "p_pub~1"])
      ])
    let quiet = Self.run([Self.taken, TikTok.status("PUBLISH_COMPLETE")])
    #expect(quiet.value?.parts.first?.id == "p_pub~1")
  }

  @Test(
    "what TikTok turns down after it took it is not public",
    arguments: [
      ("photo_pull_failed", Refusal.Kind.transient), ("picture_size_check_failed", .content),
      ("file_format_check_failed", .content), ("internal", .transient),
    ])
  func failed(_ reason: String, _ kind: Refusal.Kind) {
    let run = Self.run([Self.taken, TikTok.status("FAILED", ["fail_reason": .string(reason)])])
    guard case .turnedDown(let refusal) = run.finding else {
      Issue.record("not turned down: \(String(describing: run.end))")
      return
    }
    #expect(refusal.kind == kind)
  }

  @Test(
    "an answer that is lost or proves nothing leaves a question for a person",
    arguments: [
      Scripted.lost, .crash, .html(502), .html(200), TikTok.ok([:]),
      .answer(TikTok.error(500, "internal_error")), .answer(TikTok.error(400, "something_new")),
    ])
  func doubt(_ outcome: Scripted) {
    let run = Self.run([outcome])
    #expect(run.finding == .absent)
    #expect(run.resend?.rule == .never)
    #expect(run.steps == ["creator", "pictures"])
  }

  @Test(
    "what TikTok says no to was not made",
    arguments: [
      (403, "url_ownership_unverified", Refusal.Kind.content), (400, "invalid_params", .content),
      (429, "rate_limit_exceeded", .throttled(.seconds(60))),
      (403, "spam_risk_too_many_posts", .throttled(.seconds(86_400))),
      (401, "access_token_invalid", .tokenExpired),
    ])
  func refused(_ status: Int, _ code: String, _ kind: Refusal.Kind) {
    let refusal = Self.run([.answer(TikTok.error(status, code))]).refusal
    #expect(refusal?.kind == kind)
    if code == "url_ownership_unverified" {
      #expect(refusal?.message.contains("verify the prefix") == true)
    }
  }

  private func problems(_ change: (inout Content) -> Void) -> [ContentProblem] {
    var content = Self.content
    change(&content)
    return TikTokRecipe().problems(with: content, for: .tiktok())
  }

  @Test("1 to 35 JPEG or WebP pictures up to 1080p and 20 MB")
  func pictures() {
    func errors(_ change: (inout MediaFile) -> Void) -> [String] {
      problems { change(&$0.parts[0].media[1].file) }.errors
    }
    #expect(problems { _ in }.isEmpty)
    #expect(problems { $0.parts[0].media = Array(repeating: Self.picture, count: 35) }.isEmpty)
    #expect(
      problems { $0.parts[0].media = Array(repeating: Self.picture, count: 36) }.errors
        == ["36 of 35 pictures"])
    #expect(errors { $0.mime = "image/webp" }.isEmpty)
    #expect(
      errors { $0.mime = "image/png" } == ["TikTok takes pictures as JPEG and WebP, not image/png"])
    #expect(errors { $0.bytes = 20_000_001 }.count == 1)
    #expect(errors { ($0.width, $0.height) = (1920, 1080) }.isEmpty)
    #expect(
      errors { ($0.width, $0.height) = (1081, 1081) }
        == ["1081 × 1081 pixels; TikTok takes 1080 × 1920 at most"])
    #expect(errors { ($0.width, $0.height) = (nil, nil) }.isEmpty)
    #expect(
      problems { $0.parts[0].media[1] = TikTok.film() }.errors
        == ["TikTok takes one film, or pictures, and not both"])
  }

  @Test("4000 characters below a title of 90")
  func words() {
    #expect(problems { $0.parts[0].text = String(repeating: "a", count: 4000) }.isEmpty)
    #expect(
      problems { $0.parts[0].text = String(repeating: "a", count: 4001) }.errors
        == ["4001 of 4000 characters (an emoji counts 2 and more)"])
    #expect(problems { $0.options["title"] = .string(String(repeating: "a", count: 90)) }.isEmpty)
    #expect(
      problems { $0.options["title"] = .string(String(repeating: "a", count: 91)) }.errors
        == ["91 of 90 characters in the title"])
    #expect(problems { $0.options["title"] = 7 }.errors.count == 1)
  }

  @Test("options of the other kind are told")
  func strays() {
    for name in ["allow_duet", "allow_stitch"] {
      #expect(problems { $0.options[name] = true }.warnings.count == 1)
    }
    #expect(problems { $0.options["cover_ms"] = 1 }.warnings.count == 1)
    #expect(problems { $0.options["ai_generated"] = true }.errors.count == 1)
    for cover in [0, 3] as [JSON] {
      #expect(problems { $0.options["cover_picture"] = cover }.errors.count == 1)
    }
    #expect(problems { $0.options["cover_picture"] = 2 }.isEmpty)
    for name in ["title", "add_music"] {
      let found = problems {
        $0.parts[0].media = [TikTok.film()]
        $0.options[name] = name == "title" ? "Bells" : true
      }
      #expect(found.warnings.count == 1)
      #expect(found.errors.isEmpty)
    }
  }
}
