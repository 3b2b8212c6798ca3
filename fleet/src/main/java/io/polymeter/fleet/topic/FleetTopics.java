package io.polymeter.fleet.topic;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The topics of one fleet. Their names begin with its name, so that fleets can share Kafka.
///
/// @param fleet e.g. `polymeter`
/// @param partitions of what is kept by site; fixed for ever
public record FleetTopics(String fleet, int partitions) {

    private static final int MAX_BY_GROUP = 16;

    /// A topic.
    ///
    /// @param name in Kafka
    /// @param settings of the topic, in Kafka's words
    public record Topic(String name, int partitions, Map<String, String> settings) {}

    /// What sites say, as they say it; by site.
    public String up() {
        return fleet + ".up";
    }

    /// What sites are to do; by site.
    public String desired() {
        return fleet + ".desired";
    }

    /// What is to be sent to sites; by site.
    public String down() {
        return fleet + ".down";
    }

    /// Quarter-hours; by meter.
    public String kept() {
        return fleet + ".kept";
    }

    /// By how much sums change; by group and quarter-hour.
    public String shares() {
        return fleet + ".shares";
    }

    /// Sums over quarter-hours; by group and quarter-hour.
    public String sums() {
        return fleet + ".sums";
    }

    /// The live sums of parts; by group and part.
    public String live() {
        return fleet + ".live";
    }

    /// How each site is; by site.
    public String status() {
        return fleet + ".status";
    }

    /// What is registered of each site; by site.
    public String registry() {
        return fleet + ".registry";
    }

    /// What happened; by site.
    public String events() {
        return fleet + ".events";
    }

    /// Who did what; by person.
    public String audit() {
        return fleet + ".audit";
    }

    /// Roll-outs and what they hold; by name.
    public String rollouts() {
        return fleet + ".rollouts";
    }

    /// What engines share and nobody else may see; by name.
    public String secrets() {
        return fleet + ".secrets";
    }

    /// Messages that could not be taken; by site.
    public String rejected() {
        return fleet + ".rejected";
    }

    /// All of them.
    public List<Topic> all() {
        return List.of(
                kept(up(), Duration.ofHours(72)),
                kept(desired(), Duration.ofDays(30)),
                kept(down(), Duration.ofHours(1)),
                kept(kept(), Duration.ofDays(30)),
                new Topic(shares(), byGroup(), retention(Duration.ofDays(7))),
                new Topic(sums(), byGroup(), retention(Duration.ofDays(30))),
                new Topic(live(), 1, compacted()),
                new Topic(status(), partitions, compacted()),
                new Topic(registry(), 1, compacted()),
                new Topic(events(), 8, retention(Duration.ofDays(365))),
                new Topic(audit(), 1, Map.of("retention.ms", "-1")),
                new Topic(rollouts(), 1, compacted()),
                new Topic(secrets(), 1, compacted()),
                new Topic(rejected(), 1, retention(Duration.ofDays(7))));
    }

    /// Partitions of what is kept by group.
    private int byGroup() {
        return Math.min(MAX_BY_GROUP, partitions);
    }

    private Topic kept(String name, Duration time) {
        return new Topic(name, partitions, retention(time));
    }

    private static Map<String, String> retention(Duration time) {
        return Map.of("retention.ms", Long.toString(time.toMillis()));
    }

    private static Map<String, String> compacted() {
        return Map.of("cleanup.policy", "compact");
    }
}
