package io.polymeter.link;

import io.polymeter.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running source or output.
///
/// The supervisor calls [#run] on a virtual thread of its own. The link blocks there for as long as it works; it
/// ends by return (done for good), by exception (the supervisor starts it again after a back-off) or by interrupt
/// (stop). All resources are closed on every way out.
public interface Link {

    /// A unique name, e.g. `grid` or `grid.push`.
    String name();

    /// What it does, in a few words for people, e.g. `polls tcp://192.168.178.100:502 unit 1`.
    Message description();

    /// Works until the end.
    ///
    /// @throws Exception with a message a person can act on
    void run(Context context) throws Exception;

    /// Waits before it is run again after a failure. A link that hears before that it is worth trying returns earlier.
    ///
    /// @param most of the back-off
    default void pause(Context context, Duration most) throws InterruptedException {
        context.clock().sleep(most);
    }

    /// Counters that something below this link keeps, beside those of its [Health].
    default Map<String, Long> counters() {
        return Map.of();
    }

    /// What its [Health] may count: shown as 0 before it happens for the first time, so that the first time is seen as
    /// an increase.
    default Set<String> events() {
        return Set.of();
    }

    /// Figures that rise and fall, e.g. how much waits; a name says its unit, `skew-ms`.
    default Map<String, Long> gauges() {
        return Map.of();
    }

    /// False where a loop that this link depends on hangs. Asked by a watchdog, on any thread.
    default boolean responsive() {
        return true;
    }

    /// Sets the state this link is in, and logs it where it changed.
    default void report(Context context, Health.State state, Message reason) {
        boolean news = context.health().set(state, reason, context.clock().nanos());
        // What a field was said to lack is not said a second time as the reason of the state.
        boolean said = state == Health.State.WAITING
                && context.health().troubles().stream()
                        .anyMatch(trouble -> reason.text().contains(trouble.sentence()));
        if (news && !said) {
            Logger log = LoggerFactory.getLogger("polymeter.link");
            switch (state) {
                case UP -> log.info("{}: {}", name(), reason);
                case WAITING, DOWN -> log.warn("{}: {}", name(), reason);
                case STARTING, STOPPED -> log.debug("{}: {}", name(), reason);
            }
        }
    }

    /// Notes something that is refused, missed or tolerated, and logs it where it is new.
    default void trouble(Context context, Trouble trouble) {
        if (context.health().trouble(trouble, context.clock().nanos())) {
            Logger log = LoggerFactory.getLogger("polymeter.link");
            String example = trouble.example().isEmpty() ? "" : " (" + trouble.example() + ")";
            switch (trouble.severity()) {
                case WARNING -> log.warn("{}: {}: {}{}", name(), trouble.field(), trouble.sentence(), example);
                case NOTE -> log.info("{}: {}: {}{}", name(), trouble.field(), trouble.sentence(), example);
            }
        }
    }

    /// Notes several of them: those of one cause are one line, with the first fields by name.
    default void trouble(Context context, List<Trouble> troubles) {
        Map<String, List<Trouble>> fresh = new LinkedHashMap<>();
        for (Trouble trouble : troubles) {
            if (context.health().trouble(trouble, context.clock().nanos())) {
                fresh.computeIfAbsent(trouble.severity() + trouble.sentence(), _ -> new ArrayList<>())
                        .add(trouble);
            }
        }
        Logger log = LoggerFactory.getLogger("polymeter.link");
        for (List<Trouble> same : fresh.values()) {
            Trouble first = same.getFirst();
            String fields = Trouble.fields(same);
            switch (first.severity()) {
                case WARNING -> log.warn("{}: {}: {}", name(), fields, first.sentence());
                case NOTE -> log.info("{}: {}: {}", name(), fields, first.sentence());
            }
        }
    }

    /// What was wrong with a field is over; logged where something was.
    default void settled(Context context, String field) {
        if (context.health().settled(field)) {
            LoggerFactory.getLogger("polymeter.link").info("{}: {}: OK again", name(), field);
        }
    }
}
