package io.polymeter.store;

import io.polymeter.config.Role;
import io.polymeter.profile.Profile;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A named meter and its latest state. Readers never wait; writers replace the state as a whole.
public final class Meter {

    private final String name;
    private final Counters counters;
    private final AtomicReference<MeterState> state;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Role role;
    private volatile Intake intake = Intake.OPEN;
    private volatile @Nullable MeterState frozen;

    /// What becomes of what a meter's source gives: all but the first are for drills.
    public enum Intake {
        /// It is taken.
        OPEN,
        /// Nothing is taken, as if the source gave nothing.
        NOTHING,
        /// The last values are taken again with each update, as if the source repeated them.
        FROZEN,
        /// Nothing is taken; a link that can tell takes replies as undecodable.
        GARBAGE
    }

    Meter(String name, @Nullable Profile profile, Counters counters, @Nullable ReadingsCorrection correction) {
        this.name = name;
        this.counters = counters;
        this.state = new AtomicReference<>(MeterState.initial(profile, counters, correction));
        counters.onSeen(this::showAnew);
    }

    /// What was hidden is seen now, and not only at the next update, which may be long in coming.
    private void showAnew() {
        MeterState now = state.updateAndGet(MeterState::again);
        if (counters.integrates()) {
            now.readings();
        }
        listeners.forEach(Runnable::run);
    }

    /// Its energy counters.
    public Counters counters() {
        return counters;
    }

    /// What it measures: as configured, else as its device says; null where nobody says.
    public @Nullable Role role() {
        Role configured = role;
        Profile profile = state().profile();
        return configured != null
                ? configured
                : profile == null ? null : profile.about().role();
    }

    /// Sets what it measures; null: what its device says.
    public void role(@Nullable Role configured) {
        role = configured;
    }

    /// Says what becomes of updates, until it is told otherwise.
    public void intake(Intake next) {
        frozen = next == Intake.FROZEN ? state() : null;
        intake = next;
    }

    /// What becomes of updates.
    public Intake intake() {
        return intake;
    }

    /// The name in the configuration.
    public String name() {
        return name;
    }

    /// The latest state.
    public MeterState state() {
        return state.get();
    }

    /// Replaces the state and tells the listeners. `step` may run more than once and must be pure; a step that
    /// gives back the same state changes nothing and tells nobody.
    public MeterState update(UnaryOperator<MeterState> step) {
        MeterState before = state.get();
        Intake now = intake;
        if (now == Intake.NOTHING || now == Intake.GARBAGE) {
            return before;
        }
        MeterState repeated = frozen;
        UnaryOperator<MeterState> taken =
                repeated == null ? step : known -> FrozenValues.repeat(repeated, known, step.apply(known));
        MeterState after = taken.apply(before);
        while (after != before && !state.compareAndSet(before, after)) {
            before = state.get();
            after = taken.apply(before);
        }
        if (after != before) {
            if (counters.integrates()) {
                // Each power counts, whether somebody asks for it or not.
                after.readings();
            }
            listeners.forEach(Runnable::run);
        }
        return after;
    }

    /// Calls `listener` after every update, on the writer's thread: it must return at once (raise a signal, no
    /// more).
    ///
    /// @return ends the subscription
    public Runnable onUpdate(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
