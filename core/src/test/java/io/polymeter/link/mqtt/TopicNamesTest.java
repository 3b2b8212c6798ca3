package io.polymeter.link.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// A consumer that knows the scheme finds every topic, and no two meters at a broker are one.
class TopicNamesTest {

    @Test
    void topicsFollowFromPrefixAndMeter() {
        TopicNames names = new TopicNames("house/energy");
        assertThat(names.status()).isEqualTo("house/energy/status");
        assertThat(names.state("grid")).isEqualTo("house/energy/grid/state");
        assertThat(names.availability("grid")).isEqualTo("house/energy/grid/availability");
    }

    @Test
    void anIdIsPlainWhereThatIsEnoughAndUniqueElse() {
        assertThat(new TopicNames("polymeter").id("grid")).isEqualTo("polymeter_grid");
        List<String> ids = List.of(
                new TopicNames("a").id("b_c"),
                new TopicNames("a_b").id("c"),
                new TopicNames("a/b").id("c"),
                new TopicNames("a.b").id("c"),
                new TopicNames("a").id("b.c"),
                new TopicNames("ä").id("c"));
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-zA-Z0-9_-]+"));
    }
}
