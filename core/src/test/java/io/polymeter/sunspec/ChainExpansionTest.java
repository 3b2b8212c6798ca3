package io.polymeter.sunspec;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Role;
import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Codec;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.SunspecModel;
import io.polymeter.register.RegisterImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a walk makes of the devices it finds.
class ChainExpansionTest {

    private static final Group LIVE = new Group("live", Duration.ofSeconds(5), Duration.ofSeconds(1), false);
    private static final Group IDENTITY = new Group("identity", null, Duration.ofHours(1), false);

    /// A profile that knows nothing but where to walk.
    private static Profile blank() {
        Profile fronius = face("fronius-smart-meter");
        return new Profile(
                "walked",
                "Walked",
                fronius.wire(),
                List.of(LIVE, IDENTITY),
                List.of(),
                List.of(),
                new Profile.Chain(List.of(40000, 0), LIVE),
                null);
    }

    private static Profile face(String id) {
        return Catalog.builtIn().find(id).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fronius-smart-meter", "fronius-smart-meter-int"})
    void aWalkReadsWhatADeclaredChainShows(String id) {
        Readings.Builder builder = Readings.NONE.toBuilder();
        double value = 100;
        for (Row row : face(id).rows()) {
            Point point = row.point();
            if (point != null && point.quantity() == Quantity.POWER_FACTOR) {
                builder.put(point, -0.5, 1);
            } else if (point != null && !point.quantity().isText()) {
                builder.put(point, value++, 1);
            }
        }
        builder.put(Point.of(Quantity.SERIAL), "4711", 1);
        RegisterImage device = Codec.of(face(id)).encode(builder.build(), 1);
        Chain chain = ChainWalk.walk(List.of(40000, 0), device::words).orElseThrow();
        Readings read = Codec.of(chain.expand(blank())).decode(device);
        Readings expected = Codec.of(face(id)).decode(device);
        assertThat(read.value(Point.of(Quantity.ACTIVE_POWER))).isGreaterThan(100);
        assertThat(read.text(Point.of(Quantity.MANUFACTURER))).isEqualTo("Fronius");
        for (Point point : Point.all()) {
            assertThat(read.value(point)).as(point.name()).isEqualTo(Double.valueOf(expected.value(point)));
            assertThat(read.text(point)).as(point.name()).isEqualTo(expected.text(point));
        }
    }

    @Test
    void aValueIsAbsentWithoutItsScaleFactorAndWhereItIsNotImplemented() {
        Chain chain = new Chain(40000, List.of(new Model(103, 40002, 50)), true);
        Codec codec = Codec.of(chain.expand(blank()));
        int[] words = new int[50];
        words[12] = 0xfff6;
        words[13] = 1;
        words[14] = 5001;
        words[15] = 0x8000;
        words[22] = 0;
        words[23] = 1000;
        words[24] = 0xffff;
        words[31] = 0x8000;
        Readings read = codec.decode(RegisterImage.EMPTY.with(40004, Words.of(words), 1));
        assertThat(read.value(Point.of(Quantity.ACTIVE_POWER))).isEqualTo(-100);
        assertThat(read.has(Point.of(Quantity.FREQUENCY))).as("no scale factor").isFalse();
        assertThat(read.value(Point.of(Quantity.ACTIVE_ENERGY_EXPORT))).isEqualTo(100);
        assertThat(read.has(Point.of(Quantity.CABINET_TEMPERATURE))).isFalse();
        words[23] = 0;
        read = codec.decode(RegisterImage.EMPTY.with(40004, Words.of(words), 1));
        assertThat(read.has(Point.of(Quantity.ACTIVE_ENERGY_EXPORT)))
                .as("an accumulator of 0 is not implemented")
                .isFalse();
    }

    @Test
    void aModelThatIsShorterThanItsDefinitionHasTheRowsItHasRoomFor() {
        Chain chain = new Chain(40000, List.of(new Model(1, 40002, 65), new Model(103, 40069, 12)), true);
        Profile profile = chain.expand(blank());
        assertThat(profile.rows()).noneMatch(row -> row.name().equals("1.Pad"));
        assertThat(profile.rows()).anyMatch(row -> row.name().equals("103.AphC"));
        assertThat(profile.rows())
                .noneMatch(row -> row.name().equals("103.W") || row.name().equals("103.W_SF"));
    }

    @Test
    void repeatedBlocksFillTheModel() {
        Chain chain = new Chain(40000, List.of(new Model(160, 40002, 48), new Model(160, 40052, 28)), true);
        assertThat(chain.expand(blank()).rows())
                .extracting(Row::name)
                .contains("160.1.DCA", "160.2.DCA", "160-2.1.DCA")
                .doesNotContain("160.3.DCA", "160-2.2.DCA");
    }

    @Test
    void ofAPointThatTwoModelsHaveTheFirstIsConverted() {
        Chain chain = new Chain(40000, List.of(new Model(103, 40002, 50), new Model(113, 40054, 60)), true);
        assertThat(chain.expand(blank()).rows())
                .filteredOn(row -> row.point() == Point.of(Quantity.ACTIVE_POWER))
                .extracting(Row::name)
                .containsExactly("103.W");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1, 101, 102, 103, 111, 112, 113, 120, 121, 122, 123, 124, 160, 201, 202, 203, 204, 211, 212, 213, 214,
                701, 702, 703
            })
    void everyModelIsWithoutGapsAndOverlaps(int id) {
        SunspecModel model = SunspecModel.of(id).orElseThrow();
        int next = 102;
        for (Row row : model.rows(new SunspecModel.Place(100, model.length(), ""), LIVE)) {
            assertThat(row.range().address()).as(row.name()).isEqualTo(next);
            next = row.range().end();
        }
        assertThat(next).isEqualTo(102 + model.length());
    }

    @Test
    void lengthsAreThoseOfTheSpecification() {
        // Registers behind the header.
        int[][] lengths = {
            {1, 66},
            {103, 50},
            {113, 60},
            {120, 26},
            {121, 30},
            {122, 44},
            {123, 24},
            {124, 24},
            {203, 105},
            {213, 124},
            {701, 153},
            {702, 50},
            {703, 17}
        };
        for (int[] length : lengths) {
            assertThat(SunspecModel.of(length[0]).orElseThrow().length()).isEqualTo(length[1]);
        }
        assertThat(SunspecModel.of(64001)).isEmpty();
    }

    @Test
    void ofAnInvertersControlsOnlyTheOutputLimitIsWritable() {
        Chain chain = new Chain(40000, List.of(new Model(123, 40100, 24)), true);
        assertThat(chain.expand(blank()).rows())
                .filteredOn(row -> row.access() == Row.Access.WRITE)
                .extracting(Row::name)
                .containsExactly(
                        "123.WMaxLimPct",
                        "123.WMaxLimPct_WinTms",
                        "123.WMaxLimPct_RvrtTms",
                        "123.WMaxLimPct_RmpTms",
                        "123.WMaxLim_Ena");
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 103, 111, 113, 701})
    void everyTemperatureOfAnInverterIsAPoint(int id) {
        SunspecModel model = SunspecModel.of(id).orElseThrow();
        assertThat(model.rows(new SunspecModel.Place(0, model.length(), ""), LIVE))
                .extracting(Row::point)
                .contains(
                        Point.of(Quantity.CABINET_TEMPERATURE),
                        Point.of(Quantity.HEAT_SINK_TEMPERATURE),
                        Point.of(Quantity.TRANSFORMER_TEMPERATURE),
                        Point.of(Quantity.OTHER_TEMPERATURE));
    }

    private static final Group SETTINGS = new Group("settings", Duration.ofMinutes(1), Duration.ofSeconds(10), false);

    private static Profile found(Model... models) {
        Profile blank = blank();
        Profile where = new Profile(
                "found",
                "Found",
                blank.wire(),
                List.of(LIVE, SETTINGS, IDENTITY),
                List.of(),
                List.of(),
                new Profile.Chain(List.of(40000), LIVE, SETTINGS, false),
                null);
        return new Chain(40000, List.of(models), true).expand(where);
    }

    @Test
    void ratingsAndControlsAreReadLessOftenAndUnknownModelsNotAtAll() {
        Profile profile = found(
                new Model(1, 40002, 66),
                new Model(103, 40070, 50),
                new Model(64_001, 40122, 300),
                new Model(120, 40424, 26),
                new Model(123, 40452, 24));
        assertThat(profile.spanAt(40080).orElseThrow().group()).isEqualTo(LIVE);
        assertThat(profile.spanAt(40430).orElseThrow().group()).isEqualTo(SETTINGS);
        assertThat(profile.spanAt(40460).orElseThrow().group()).isEqualTo(SETTINGS);
        assertThat(profile.spanAt(40122)).as("its header").isPresent();
        assertThat(profile.spanAt(40124)).as("its registers").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'103', PRODUCER",
        "'701', PRODUCER",
        "'203', GRID",
        "'214', GRID",
        "'124', STORAGE",
        "'101 124', PRODUCER",
        "'103 203', PRODUCER",
        "'160', "
    })
    void theModelsSayWhatADeviceMeasures(String models, @Nullable Role role) {
        List<Model> chain = new ArrayList<>();
        int address = 40002;
        for (String id : models.split(" ", -1)) {
            Model model = new Model(
                    Integer.parseInt(id),
                    address,
                    SunspecModel.of(Integer.parseInt(id)).orElseThrow().length());
            chain.add(model);
            address = model.end();
        }
        assertThat(new Chain(40000, chain, true).expand(blank()).about().role()).isEqualTo(role);
    }

    @Test
    void aMeterBehindAnInverterGivesTheInverterNoPoints() {
        Profile profile = found(
                new Model(1, 40002, 66),
                new Model(103, 40070, 50),
                new Model(1, 40122, 66),
                new Model(203, 40190, 105));
        assertThat(profile.rows())
                .filteredOn(row -> row.name().startsWith("203.") || row.name().startsWith("1-2."))
                .isNotEmpty()
                .allMatch(row -> row.point() == null);
        assertThat(found(new Model(1, 40002, 65), new Model(203, 40069, 105)).rows())
                .filteredOn(row -> row.name().equals("203.WphA"))
                .allMatch(row -> row.point() == Point.parse("active-power.L1").orElseThrow());
    }

    @Test
    void aChainSaysWhatItIs() {
        Chain inverter = new Chain(0, List.of(new Model(1, 2, 65), new Model(111, 69, 60)), true);
        Chain meter = new Chain(40000, List.of(new Model(1, 40002, 66), new Model(64_001, 40070, 7)), false);
        assertThat(inverter.isInverter()).isTrue();
        assertThat(meter.isInverter()).isFalse();
        assertThat(inverter.words()).isEqualTo("SunSpec chain at 0: 1 (65), 111 (60)");
        assertThat(meter.words()).isEqualTo("SunSpec chain at 40000: 1 (66), 64001 (7, unknown), without end mark");
    }

    @Test
    void theNewInverterModelSaysItsStateAsTheOldOnesDo() {
        Profile profile = found(new Model(1, 40002, 66), new Model(701, 40070, 153));
        int[] words = new int[153];
        words[2] = 1;
        Readings read = Codec.of(profile).decode(RegisterImage.EMPTY.with(40072, Words.of(words), 1));
        assertThat(read.value(Point.of(Quantity.STATE))).as("sleeping").isEqualTo(2);
    }
}
