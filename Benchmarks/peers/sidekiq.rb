# Sidekiq's job: POST a text, as Belfry does it, over one kept connection a thread.
#
#   sidekiq -r ./sidekiq.rb -c CONCURRENCY
#   ruby sidekiq.rb fill COUNT DUE     adds jobs, due at a moment in seconds of the wall clock
#   ruby sidekiq.rb pace COUNT GAP     adds a job each GAP seconds and prints when
#
# REDIS_URL says where the queue is, NETWORK_PORT where the network is. POLL is how often, in
# seconds, the worker looks for jobs that have become due; without it Sidekiq's default holds.
require "json"
require "net/http"
require "sidekiq"

Sidekiq.configure_server do |config|
  config.logger.level = Logger::WARN
  config.average_scheduled_poll_interval = Float(ENV["POLL"]) if ENV["POLL"]
end

class Publish
  include Sidekiq::Worker

  def perform(text)
    http = Thread.current[:network] ||= Net::HTTP.start("127.0.0.1", ENV["NETWORK_PORT"].to_i)
    answer = http.post(
      "/api/v1/statuses", JSON.generate(status: text),
      "Content-Type" => "application/json", "Authorization" => "Bearer t1",
      "Idempotency-Key" => jid)
    raise "status #{answer.code}" unless answer.code == "200"
    JSON.parse(answer.body).fetch("id")
  end
end

def text(number)
  "Post number #{number}: #{'x' * 250}"
end

if $PROGRAM_NAME == __FILE__
  command, count, value = ARGV[0], Integer(ARGV[1]), Float(ARGV[2])
  if command == "fill"
    options = value > Time.now.to_f ? { "at" => value } : {}
    (0...count).each_slice(1000) do |numbers|
      arguments = numbers.map { |number| [text(number)] }
      Sidekiq::Client.push_bulk({ "class" => Publish, "args" => arguments, **options })
    end
  else
    count.times do |number|
      puts Process.clock_gettime(Process::CLOCK_REALTIME)
      Publish.perform_async(text(number))
      sleep value
    end
  end
end
