package io.polymeter.store;

import io.polymeter.point.Derivation;
import io.polymeter.point.Readings;
import io.polymeter.profile.Codec;
import io.polymeter.profile.Profile;
import io.polymeter.register.RegisterImage;
import org.jspecify.annotations.Nullable;

/// Everything known of a meter at one moment. Immutable; a reader takes it once and answers from it alone.
///
/// Of a register source the image is the truth and the readings are decoded from it when somebody first asks; of
/// other sources the readings are the truth and the image is empty. Each update is a new state with the next
/// revision.
public final class MeterState {

    private final long revision;
    private final @Nullable Codec codec;
    private final RegisterImage image;
    private final @Nullable Counters counters;
    private final @Nullable ReadingsCorrection correction;
    private volatile @Nullable Readings measured;
    private volatile @Nullable Readings corrected;
    private volatile @Nullable Readings readings;
    private volatile @Nullable Readings completed;
    private volatile @Nullable RegisterImage shown;

    private MeterState(MeterState before, @Nullable Codec codec, RegisterImage image, @Nullable Readings measured) {
        this.revision = before.revision + 1;
        this.codec = codec;
        this.image = image;
        this.counters = before.counters;
        this.correction = before.correction;
        this.measured = measured;
    }

    private MeterState(@Nullable Codec codec, @Nullable Counters counters, @Nullable ReadingsCorrection correction) {
        this.revision = 0;
        this.codec = codec;
        this.image = RegisterImage.EMPTY;
        this.counters = counters;
        this.correction = correction;
        this.measured = Readings.NONE;
        this.readings = Readings.NONE;
    }

    /// The state before anything was received.
    public static MeterState initial(@Nullable Profile profile) {
        return initial(profile, null, null);
    }

    /// @param counters what counts its energy on; null: nobody
    /// @param correction what is wrong with it; null: nothing
    static MeterState initial(
            @Nullable Profile profile, @Nullable Counters counters, @Nullable ReadingsCorrection correction) {
        return new MeterState(profile == null ? null : Codec.of(profile), counters, correction);
    }

    /// The next state, from a new image.
    public MeterState with(RegisterImage next) {
        return new MeterState(this, codec, next, null);
    }

    /// The next state, with another register map: a model chain was walked, an optional range turned out absent.
    public MeterState with(Profile next) {
        return new MeterState(this, Codec.of(next), image, null);
    }

    /// The next state, from new readings of a source without registers.
    public MeterState with(Readings next) {
        return new MeterState(this, codec, image, next);
    }

    /// The same once more, for whoever has computed from it what has another result now.
    MeterState again() {
        return new MeterState(this, codec, image, measured);
    }

    /// Counts updates from 0.
    public long revision() {
        return revision;
    }

    /// The register map of this meter as known now; null for a source without registers.
    public @Nullable Profile profile() {
        return codec == null ? null : codec.profile();
    }

    /// The device's registers as received.
    public RegisterImage image() {
        return image;
    }

    /// The device's registers for consumers: as received, but energy never falls.
    ///
    /// @param address of the first register that is read, `quantity` of them
    public RegisterImage shownImage(int address, int quantity) {
        if (codec == null || counters == null || !codec.counts(address, quantity)) {
            return image;
        }
        RegisterImage known = shown;
        if (known == null) {
            known = codec.restated(image, measured(), readings());
            shown = known;
        }
        return known;
    }

    /// The latest value of every point, as its source gave it.
    public Readings measured() {
        Readings known = measured;
        if (known == null) {
            known = codec == null ? Readings.NONE : codec.decode(image);
            measured = known;
        }
        return known;
    }

    /// The latest value of every point, with what is wrong in the meter's wiring put right.
    public Readings corrected() {
        if (correction == null) {
            return measured();
        }
        Readings known = corrected;
        if (known == null) {
            known = correction.apply(measured());
            corrected = known;
        }
        return known;
    }

    /// The latest value of every point, for consumers: as measured and corrected, but energy never falls.
    public Readings readings() {
        Readings known = readings;
        if (known == null) {
            known = counters == null ? corrected() : counters.correct(corrected());
            readings = known;
        }
        return known;
    }

    /// The same with what follows from it exactly, marked as derived: for faces of devices that measure more.
    public Readings completed() {
        Readings known = completed;
        if (known == null) {
            known = Derivation.complete(readings());
            completed = known;
        }
        return known;
    }
}
