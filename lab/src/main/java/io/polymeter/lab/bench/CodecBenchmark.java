package io.polymeter.lab.bench;

import io.polymeter.modbus.Words;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Codec;
import io.polymeter.profile.Profile;
import io.polymeter.register.RegisterImage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Decoding and encoding the 148 pushed registers of a KOSTAL Smart Energy Meter. Run with `-prof gc` it shows
/// that nothing is allocated beyond the new readings and the new image.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 11, time = 1)
@Fork(1)
public class CodecBenchmark {

    private final Profile profile = Catalog.builtIn().find("kostal-ksem").orElseThrow();
    private final Codec codec = Codec.of(profile);
    private final RegisterImage whole;
    private final RegisterImage split;
    private final Readings readings;

    /// Fills every register with a value of its own.
    public CodecBenchmark() {
        int[] words = new int[148];
        for (int i = 0; i < words.length; i++) {
            words[i] = i % 2 == 0 ? 0 : 1000 + i;
        }
        Words all = Words.of(words);
        whole = RegisterImage.EMPTY.with(0, all, 1);
        split = RegisterImage.EMPTY.with(0, all.slice(0, 100), 1).with(100, all.slice(100, 48), 2);
        readings = codec.decode(whole);
    }

    /// One image of one write.
    @Benchmark
    public Readings decode() {
        return codec.decode(whole);
    }

    /// One image of two writes, as a master sends it that may write 123 registers at most.
    @Benchmark
    public Readings decodeSplit() {
        return codec.decode(split);
    }

    /// The image of a meter that is shown.
    @Benchmark
    public RegisterImage encode() {
        return codec.encode(readings, 1);
    }

    /// A result and its builder alone: the least that decoding has to allocate.
    @Benchmark
    public Readings copy() {
        return readings.toBuilder().build();
    }
}
