/// What is wrong with what posts say, apart from their shape.
extension WrongSchedules {
  static let contents = #"""
    === unknown platform in for
    posts:
      - id: a
        at: now
        text: Hello.
        for: { mastodn: { text: x } }
    ---
    8:12: error: no account or platform "mastodn"
        did you mean "mastodon"?
    === account not addressed
    posts:
      - id: a
        at: now
        text: Hello.
        to: sky
        for: { fedi: { text: x } }
    ---
    9:12: warning: the post does not go to "fedi"
    === option of another platform
    posts:
      - id: a
        at: now
        text: Hello.
        for: { sky: { sensitive: true } }
    ---
    8:19: error: Bluesky has no option "sensitive"
    === bad language
    posts:
      - id: a
        at: now
        text: Hello.
        language: english please
    ---
    8:15: error: "language" must be a language tag such as en or pt-BR, not "english please"
    === bad visibility
    posts:
      - id: a
        at: now
        text: Hello.
        visibility: private
    ---
    8:17: error: "visibility" must be "public", "unlisted", "followers" or "direct", not "private"
    === bad link
    posts:
      - id: a
        at: now
        text: Hello.
        link: example.org
    ---
    8:11: error: "link" must be a web address such as https://example.org/page, not "example.org"
    === bad tag
    posts:
      - id: a
        at: now
        text: Hello.
        tags: [two words, "one,two"]
    ---
    8:23: error: "tags" must be a word or several, without # and commas inside, not "one,two"
    === missing media
    posts:
      - id: a
        at: now
        text: Hello.
        media: [{ file: media/towr.jpg, alt: x }]
    ---
    8:21: error: the media file "media/towr.jpg" does not exist
    === media outside
    posts:
      - id: a
        at: now
        text: Hello.
        media: [{ file: ../tower.jpg, alt: x }]
    ---
    8:21: error: "file" must be a path inside the folder, not "../tower.jpg"
        paths begin at the folder of schedule.yaml and have no ".."
    === media of unknown format
    posts:
      - id: a
        at: now
        text: Hello.
        media: [{ file: a.xyz, alt: x }]
    ---
    8:21: error: the media file "a.xyz" is in a format that Belfry does not know
        use JPEG, PNG, GIF, WebP, MP4, WebM, MP3 or OGG
    === media without alt
    posts:
      - id: a
        at: now
        text: Hello.
        media: [{ file: media/tower.jpg }]
    ---
    8:21: warning: fedi, sky: no alt text
    === bad focus
    posts:
      - id: a
        at: now
        text: Hello.
        media: [{ file: media/tower.jpg, alt: x, focus: [2, 0] }]
    ---
    8:54: error: "focus" must be a number from -1 to 1, not "2"
    === three numbers of focus
    posts:
      - id: a
        at: now
        text: Hello.
        media: [{ file: media/tower.jpg, alt: x, focus: [0, 0, 0] }]
    ---
    8:53: error: "focus" has two numbers: x and y
    === too long
    posts:
      - id: a
        at: now
        text: Hello.
        for: { sky: { text: \#(long312) } }
    ---
    8:25: error: sky: 312 of 300 characters (links count 23)
        shorten by 12
    === too long for all
    posts:
      - id: a
        at: now
        text: \#(long510)
    ---
    7:11: error: fedi: 510 of 500 characters (links count 23)
        shorten by 10 or add for: mastodon: text:
    7:11: error: sky: 510 of 300 characters (links count 23)
        shorten by 210 or add for: bluesky: text:
    === empty thread
    posts:
      - id: a
        at: now
        text: Hello.
        thread: []
    ---
    8:13: error: "thread" is empty
    === thread part without text
    posts:
      - id: a
        at: now
        text: Hello.
        thread: [{ link: https://example.org }]
    ---
    8:16: error: this part of the thread says nothing
        add text: or media:
    === poll with one answer
    posts:
      - id: a
        at: now
        text: Hello.
        poll: { options: [Yes] }
    ---
    8:22: error: "options" needs at least 2 elements
    === poll with media
    posts:
      - id: a
        at: now
        text: Hello.
        poll: { options: [Yes, No] }
        media: [{ file: media/tower.jpg, alt: x }]
    ---
    8:13: error: fedi, sky: a poll cannot have media
    === unknown template
    posts:
      - id: a
        at: now
        text: Hello.
        template: announcment
    ---
    8:15: error: no template "announcment"
        define it under templates:
    === unknown placeholder
    templates: { t: "{{titel}}" }
    posts:
      - { id: a, at: now, template: t, with: { title: x } }
    ---
    6:33: error: nothing fills {{titel}}
        did you mean "title"?
    === placeholder never closed
    posts:
      - { id: a, at: now, text: "{{title" }
    ---
    5:29: error: "{{" is never closed
        close it with }}, or write \{{ for two braces
    === unknown set of hashtags
    hashtags: { bells: [x] }
    posts:
      - { id: a, at: now, text: "{{hashtags:bell}}" }
    ---
    6:29: error: nothing fills {{hashtags:bell}}
        did you mean "bells"?
    === unknown slot
    posts:
      - id: a
        at: next weekend
        text: x
    ---
    6:9: error: no slot "weekend"
        define it under slots:
    === bad days
    slots:
      s: { days: mon-frei, times: "09:00" }
    ---
    5:14: error: "days" must be days such as mon-fri, sat or daily, not "mon-frei"
    === bad time of day
    slots:
      s: { times: ["25:00"] }
    ---
    5:16: error: "times" must be a time of day such as 09:30, not "25:00"
    === slot without times
    slots:
      s: { days: mon }
    ---
    5:8: error: a slot needs "times"
        times of day; each takes one post
    === merge key
    posts:
      - id: a
        at: now
        text: Hello.
        <<: { text: x }
    ---
    8:5: error: unknown key "<<"
        merge keys are not part of this format; use defaults: or templates:
    """#

  private static let long312 = String(repeating: "x", count: 312)
  private static let long510 = String(repeating: "x", count: 510)
}
