/// All kinds of posts that the recipes make. Left out is what the models show to nobody (private
/// films), and what the networks forbid to everybody (quotes on X).
extension PostForm {
  /// Another page for each post.
  private static let link = "link: https://page.test/POST"
  private static let poll = "poll: { options: [ding, dong], duration: 1d }"

  static let ofTinyOnes: [PostForm] = [
    PostForm("text", rest: .thread), PostForm("picture", [.png]),
  ]

  static let table: [SimulatedAccount.Platform: [PostForm]] = [
    .mastodon: [
      PostForm("text", rest: .thread),
      PostForm("pictures", [.png, .jpeg, .png, .jpeg], rest: .thread),
      PostForm("film", [.film], ["visibility: unlisted"]),
      PostForm("animation", [.gif], ["sensitive: true"]),
      PostForm("poll", [], [poll, "language: de-AT"]),
      PostForm("warning", [.jpeg], ["warning: Bells", link], rest: .thread),
    ],
    .bluesky: [
      PostForm("text", [], ["tags: [bells]", "language: de"], rest: .thread),
      PostForm("pictures", [.png, .jpeg, .png], rest: .thread),
      PostForm("film", [.film], ["warning: nudity"]),
      PostForm("card", [], [link], rest: .thread),
      PostForm("gate", [], ["replies: [mentioned, followers]"], rest: .thread),
    ],
    .threads: [
      PostForm("text", [], ["topic_tag: bells", "reply_control: mentioned_only"], rest: .thread),
      PostForm("picture", [.png], ["spoiler: true"], rest: .thread),
      PostForm("carousel", [.jpeg, .film, .png], rest: .thread),
      PostForm("film", [.film], rest: .thread),
      PostForm("poll", [], ["poll: { options: [ding, dong] }"]),
      PostForm("link", [], [link], rest: .thread),
    ],
    .instagram: [
      PostForm("picture", [.jpeg], ["collaborators: [bells]"]),
      PostForm("carousel", [.jpeg, .short, .jpeg], ["location_id: \"7\""]),
      PostForm("reel", [.film], ["share_to_feed: true", "thumb_offset: 500"], place: .reel),
      PostForm("story", [.jpeg], ["placement: story"], place: .story, mayBeLong: false),
      PostForm("film-story", [.short], ["placement: story"], place: .story, mayBeLong: false),
      PostForm("commented-picture", [.jpeg], rest: .comment),
      PostForm("commented-reel", [.short], rest: .comment, place: .reel),
      PostForm("commented-carousel", [.jpeg, .jpeg], rest: .comment),
    ],
    .facebook: [
      PostForm("text"),
      PostForm("link", [], [link]),
      PostForm("photos", [.png, .jpeg, .gif]),
      PostForm("reel", [.film], place: .reel),
      PostForm("film", [.square]),
      PostForm("film-in-feed", [.short], ["placement: feed"]),
      PostForm("story", [.jpeg], ["placement: story"], place: .story, mayBeLong: false),
      PostForm("film-story", [.short], ["placement: story"], place: .story, mayBeLong: false),
      PostForm("commented-text", rest: .comment),
      PostForm("commented-photos", [.png, .jpeg], rest: .comment),
      PostForm("commented-reel", [.short], rest: .comment, place: .reel),
    ],
    .x: [
      PostForm("text", [], ["reply_settings: following"], rest: .thread),
      PostForm("pictures", [.png, .jpeg, .png], rest: .thread),
      PostForm("film", [.film], ["made_with_ai: true"]),
      PostForm("animation", [.gif]),
      PostForm("poll", [], [poll]),
      PostForm("link", [], [link], rest: .thread),
    ],
    .linkedin: [
      PostForm("text", [], ["visibility: unlisted"]),
      PostForm("card", [], [link]),
      PostForm("picture", [.png], ["reshare: false"]),
      PostForm("pictures", [.png, .jpeg, .gif]),
      PostForm("document", [.pdf], ["title: The bells"]),
      PostForm("film", [.film]),
      PostForm("poll", [], [poll, "title: Which bell?"]),
      PostForm("commented-text", rest: .comment),
      PostForm("commented-film", [.film], rest: .comment),
    ],
    .reddit: [
      PostForm("text", [], ["flair_text: bells", "send_replies: false"]),
      PostForm("link", [], [link, "nsfw: true"]),
      PostForm("picture", [.png], ["spoiler: true"]),
      PostForm("gallery", [.png, .jpeg, .png]),
      PostForm("film", [.film, .png]),
    ],
    .pinterest: [
      PostForm("picture", [.png], [link]),
      PostForm("carousel", [.png, .jpeg, .png]),
      PostForm("film", [.film]),
      PostForm("film-with-cover", [.film, .jpeg], shown: [0]),
    ],
    .youtube: [
      PostForm("film", [.film], ["visibility: public"]),
      PostForm("unlisted", [.film], ["privacy: unlisted", "license: creativeCommon"]),
      PostForm(
        "thumbnail", [.square, .jpeg], ["visibility: public", "tags: [church bells]"], needed: 1),
      PostForm("playlist", [.film], ["visibility: public", "playlist: PL7"]),
      PostForm("commented", [.film], ["visibility: public"], rest: .comment),
      PostForm(
        "all", [.film, .png], ["visibility: unlisted", "playlist: PL7", "category: 10"],
        rest: .comment, needed: 1),
    ],
    .tiktok: [
      PostForm("film", [.film], ["privacy: public", "cover_ms: 500"]),
      PostForm("friends", [.square], ["privacy: friends", "allow_duet: true"]),
      PostForm("pictures", [.jpeg, .jpeg, .jpeg], ["privacy: public", "title: Bells"]),
      PostForm(
        "pictures-with-cover", [.jpeg, .jpeg, .jpeg], ["privacy: public", "cover_picture: 2"],
        shown: [1, 0, 2]),
    ],
    .telegram: [
      PostForm("text", [], ["silent: true", "link_preview: false"], rest: .thread),
      PostForm("picture", [.png], ["protected: true"], rest: .thread),
      PostForm("album", [.jpeg, .film, .png], ["warning: Bells"], rest: .thread),
      PostForm("film", [.film]),
      PostForm("animation", [.gif]),
      PostForm("document", [.pdf]),
      PostForm("link", [], [link], rest: .thread),
    ],
    .discord: [
      PostForm("text", [], ["silent: true"], rest: .thread),
      PostForm("files", [.png, .film, .pdf], rest: .thread),
      PostForm("link", [], [link, "embeds: true"], rest: .thread),
      PostForm("animation", [.gif], ["warning: Bells"]),
    ],
  ]
}
