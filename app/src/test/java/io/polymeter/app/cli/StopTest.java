package io.polymeter.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopTest {

    private final List<String> closed = new ArrayList<>();
    private final Stop.CloseList list = new Stop.CloseList();

    @Test
    void whatStartedFirstIsClosedFirst() {
        list.add(() -> closed.add("meters"));
        list.add(() -> closed.add("history"));
        list.close();
        assertThat(closed).containsExactly("meters", "history");
    }

    @Test
    void whatStartsAfterTheEndIsClosedAtOnce() {
        list.close();
        list.add(() -> closed.add("late"));
        assertThat(closed).containsExactly("late");
        list.close();
        assertThat(closed).hasSize(1);
    }
}
