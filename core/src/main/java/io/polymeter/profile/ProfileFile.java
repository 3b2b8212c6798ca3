package io.polymeter.profile;

import io.polymeter.config.Role;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Names;
import io.polymeter.config.yaml.Position;
import io.polymeter.config.yaml.ValueRange;
import io.polymeter.register.Encoding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A profile as it is written. Each key is declared here once; [ProfileLoader] checks what no single key shows.
record ProfileFile(
        @Key(doc = "The name in configurations: small letters, digits and hyphens.", example = "kostal-ksem")
        String id,

        @Key(doc = "The name for people.", example = "KOSTAL Smart Energy Meter")
        String title,

        @Key(doc = "Who makes it.", example = "KOSTAL") @Nullable
        String maker,

        @Key(
                doc = "What it measures: this says what its power's sign means, and which counter goes with it.",
                absent = "it depends on where it is installed",
                example = "producer")
        @Nullable
        Role role,

        @Key(doc = "The documents that the table was made from, with semicolons between them.") @Nullable
        String source,

        @Key(doc = "How well founded the table is.", absent = "nobody judged")
        About.@Nullable Confidence confidence,

        @ValueRange(min = 1, max = 8)
        @Key(
                doc =
                        "Further profiles of the same device, such as its meter at the grid and its battery: they are read"
                                + " at the same endpoint and unit.",
                absent = "none",
                example = "[huawei-sun2000-grid, huawei-sun2000-battery]")
        List<String> parts,

        @ValueRange(min = 0, max = 1)
        @Key(doc = "What the device's document calls the first register: 0, or 1.", fallback = "0")
        int firstAddress,

        @Key(doc = "Which register of a 32- or 64-bit value comes first.", fallback = "high-first")
        WordOrder wordOrder,

        @Key(doc = "How the device says that it has no value, where a row does not say otherwise.", fallback = "none")
        Absent absent,

        @Key(doc = "How the device is spoken to.") ModbusFile modbus,

        @Key(doc = "The usual line parameters of a serial line.") @Nullable
        SerialFile serial,

        @Names
        @ValueRange(min = 1, max = 32)
        @Key(doc = "Registers that arrive together and age together, the most urgent group first.")
        Map<String, GroupFile> groups,

        @Key(doc = "The runs of registers the device has.") List<SpanFile> spans,

        @Key(doc = "The register table.") List<RowFile> registers,

        @Key(doc = "A SunSpec model chain: where one is walked, or which one the device has.") @Nullable
        ChainFile sunspec,

        @ValueRange(min = 1, max = 16)
        @Key(
                doc = "Points that no register has, as other points together. They are marked as derived.",
                absent = "none",
                example = "[{ point: dc-power, of: [dc-power.S1, dc-power.S2] }]")
        List<SumFile> sums,

        @ValueRange(min = 1, max = 16) @Key(doc = "What is known to read it, and how.", absent = "nobody is known")
        List<ReaderFile> readers,

        @ValueRange(min = 1, max = 4)
        @Key(
                doc = "Registers that tell a device of this kind from others: all of them must fit.",
                absent = "nothing does")
        List<ProbeFile> probe,

        @Key(doc = "A log line for each received sample.") @Nullable
        TelemetryFile telemetry) {

    /// Which register of a value comes first.
    enum WordOrder {
        HIGH_FIRST,
        LOW_FIRST
    }

    /// How a device says that it has no value.
    enum Absent {
        /// It cannot.
        NONE,
        /// With SunSpec's "not implemented" bits of the encoding.
        SUNSPEC,
        /// With the greatest number of the encoding: 7FFF, FFFF, 7FFFFFFF, FFFFFFFF.
        HIGHEST
    }

    record ModbusFile(
            @ValueRange(min = 0, max = 255) @Key(doc = "The usual unit id.", fallback = "1")
            int unit,

            @ValueRange(min = 0, max = 16)
            @Key(doc = "The unit ids that a pushing device may use.", absent = "the usual one")
            List<Integer> pushUnits,

            @ValueRange(min = 1, max = 2)
            @Key(doc = "The function codes that read it, 3 or 4; the first is used.", absent = "3")
            List<Integer> functions,

            @ValueRange(min = 1, max = 125) @Key(doc = "The most registers of one read.", fallback = "125")
            int maxRead,

            @Key(doc = "Between two requests.", fallback = "0ms")
            Duration pause,

            @Key(doc = "What a consumer of this device expects when data is lost.", fallback = "exception")
            Profile.WhenStale whenStale,

            @ValueRange(min = 1, max = 1000)
            @Key(doc = "How many TCP clients the device serves at once; a simulated one keeps to it.", absent = "many")
            @Nullable
            Integer clients) {}

    record SerialFile(
            @ValueRange(min = 300, max = 4_000_000) @Key(doc = "Bits per second.", fallback = "9600")
            int baud,

            @Key(doc = "The parity bit.", fallback = "none") Parity parity,

            @ValueRange(min = 1, max = 2) @Key(doc = "Stop bits.", fallback = "1")
            int stopBits) {

        enum Parity {
            NONE,
            EVEN,
            ODD
        }
    }

    record GroupFile(
            @Key(doc = "The age limit.", absent = "the group never ages") @Nullable
            Duration freshFor,

            @Key(doc = "How often it is polled.") Duration every,

            @Key(doc = "The device always pushes it where it pushes: then it is not polled.", fallback = "false")
            boolean pushed) {}

    record SpanFile(
            @Key(doc = "The first register.", example = "512")
            int at,

            @ValueRange(min = 1, max = 65536) @Key(doc = "How many registers.", example = "280")
            int count,

            @Key(doc = "How it ages.", example = "energy") String group,

            @Key(doc = "Some devices of this kind answer exception 2 here.", fallback = "false")
            boolean optional,

            @Key(doc = "Registers without a row carry no quantity, and may be answered as 0.", fallback = "false")
            boolean reserved,

            @ValueRange(min = 3, max = 4)
            @Key(doc = "The function code that alone reads it.", absent = "the profile's")
            @Nullable
            Integer function,

            @Key(
                    doc = "The device wants it read in one request, from its first register to its last.",
                    fallback = "false")
            boolean whole,

            Position position) {}

    record RowFile(
            @Key(doc = "The first register.", example = "26")
            int at,

            @ValueRange(min = 3, max = 4)
            @Key(doc = "The function code that reads it.", absent = "as its span says")
            @Nullable
            Integer function,

            @Key(doc = "How the value stands there.", example = "u32")
            Encoding as,

            @ValueRange(min = 1, max = 125) @Key(doc = "How many registers a text has.", example = "16") @Nullable
            Integer count,

            @Key(doc = "The factor from the register's number to the unit.", fallback = "1", example = "0.1")
            double scale,

            @Key(doc = "The register of a SunSpec scale factor for this value.") @Nullable
            Integer scaleAt,

            @Key(doc = "Registers whose product scales this value, such as ratios of transformers.") @Nullable
            ScaleByFile scaleBy,

            @Key(doc = "What is added to number × scale, in the unit.", fallback = "0", example = "-100")
            double offset,

            @Key(doc = "The register that says which way this magnitude counts.") @Nullable
            SignFile sign,

            @Key(
                    doc =
                            "What its numbers mean, by number or run of numbers; what is not named has no value. The first"
                                    + " that means it is the word for it.",
                    absent = "it counts or measures",
                    example = "{ 0: 8, 0x200..0x2ff: 4 }")
            Map<String, Integer> states,

            @Key(doc = "The unit of number × scale.", absent = "the point's", example = "W") @Nullable
            String unit,

            @Key(doc = "What it means.", absent = "it is shown but not converted", example = "voltage.L1") @Nullable
            String point,

            @Key(doc = "Which part of a signed value it holds.", fallback = "whole")
            Row.Part part,

            @Key(doc = "Which register comes first.", absent = "the profile's") @Nullable
            WordOrder wordOrder,

            @ValueRange(min = 1, max = 8)
            @Key(
                    doc =
                            "What means that it has no value: raw numbers of the row's width. The first is the word for it.",
                    absent = "as the profile says",
                    example = "[0x7fffffff, 0x80000000]")
            List<AbsentWord> absent,

            @Key(doc = "Who may change it.", fallback = "read")
            Row.Access access,

            @Key(doc = "A write is acknowledged and has no effect, as on the device.", fallback = "false")
            boolean accept,

            @ValueRange(min = 0, max = 9)
            @Key(doc = "Digits behind the point in logs.", absent = "the value decides")
            @Nullable
            Integer decimals,

            @Key(doc = "The name in the device's document.", absent = "the point's") @Nullable
            String name,

            @Key(
                    doc =
                            "What an emulated device shows where no meter can tell: a number before any scale, or a text.",
                    absent = "nothing")
            @Nullable
            String fixed,

            @Key(doc = "For people.") @Nullable String note,
            Position position) {}

    record ChainFile(
            @ValueRange(min = 1, max = 8)
            @Key(doc = "Where the marker may stand, tried in this order.", absent = "`base` says")
            List<Integer> bases,

            @Key(doc = "How the models age that a walk finds.", absent = "the models are declared") @Nullable
            String group,

            @Key(doc = "How those of them age that hold ratings, settings and controls.", absent = "as `group` says")
            @Nullable
            String settings,

            @Key(doc = "Whether models that are not known here are read too, for mirrors.", fallback = "true")
            boolean others,

            @Key(
                    doc = "Where the marker of a declared chain stands.",
                    absent = "the chain is walked",
                    example = "40000")
            @Nullable
            Integer base,

            @ValueRange(min = 1, max = 32)
            @Key(doc = "The models of a declared chain.", absent = "the chain is walked", example = "[1, 213]")
            List<Integer> models,

            @ValueRange(min = 65, max = 66)
            @Key(doc = "The length of the common model; 65 has no pad.", fallback = "66")
            int commonLength,

            @Key(
                    doc =
                            "What the device says of itself, and its scale factors: by the point's name in the model; `unit`"
                                    + " is its unit id, and a scale factor such as `-2..2` follows the values.",
                    absent = "nothing",
                    example = "{ Mn: Fronius, A_SF: -2 }")
            Map<String, String> fixed) {}

    record ScaleByFile(
            @ValueRange(min = 1, max = 4) @Key(doc = "Their addresses.", example = "[4608, 4609]")
            List<Integer> at,

            @ValueRange(min = 1, max = 16)
            @Key(doc = "What the product means, by the first that it is below.", absent = "it is the factor itself")
            List<StepFile> steps) {}

    record StepFile(
            @Key(doc = "The product is less than this.", absent = "any product") @Nullable
            Double below,

            @Key(doc = "The factor then.") double scale) {}

    record SignFile(
            @Key(doc = "Its address.", example = "4122") int at,

            @ValueRange(min = 1, max = 0xffff) @Key(doc = "The bits of it that say so.", fallback = "0xffff")
            int mask,

            @ValueRange(min = 0, max = 0xffff)
            @Key(doc = "What these bits are where the value is negative.", fallback = "1")
            int negative) {}

    record SumFile(
            @Key(doc = "What they are together.", example = "dc-power")
            String point,

            @ValueRange(min = 1, max = 16) @Key(doc = "The points that are added, all of them.")
            List<String> of,

            @ValueRange(min = 1, max = 16)
            @Key(doc = "Those that are added where the device has them.", absent = "none")
            List<String> also,

            Position position) {}

    record ReaderFile(
            @Key(doc = "The consumer.", example = "Fronius GEN24")
            String name,

            @ValueRange(min = 3, max = 4) @Key(doc = "The function code.", fallback = "3")
            int function,

            @Key(doc = "The first register it asks for.", example = "40071")
            int at,

            @ValueRange(min = 1, max = 125) @Key(doc = "How many.", example = "58")
            int count,

            @Key(doc = "How often.", absent = "once, or unknown") @Nullable
            Duration every,

            @Key(doc = "Who saw it.") String source,
            Position position) {}

    record ProbeFile(
            @Key(doc = "The first register of a row.", example = "11")
            int at,

            @ValueRange(min = 3, max = 4)
            @Key(doc = "The function code that reads it.", absent = "as its span says")
            @Nullable
            Integer function,

            @ValueRange(min = 0, max = 64)
            @Key(doc = "The numbers it may have.", absent = "something else tells", example = "[71, 72]")
            List<Long> is,

            @ValueRange(min = 2, max = 2)
            @Key(
                    doc = "The first and the last number it may have: a code, so that it is certain.",
                    absent = "something else tells",
                    example = "[8000, 8128]")
            List<Long> codes,

            @ValueRange(min = 0, max = 16)
            @Key(doc = "What its text begins with, one of these.", absent = "something else tells", example = "KOSTAL")
            List<String> text,

            @ValueRange(min = 2, max = 2)
            @Key(
                    doc = "What its value lies between, in its unit: this makes a device likely, not certain.",
                    absent = "something else tells",
                    example = "[45, 65]")
            List<Double> between,

            @Key(doc = "The device has no such register: it answers exception 2.", fallback = "false")
            boolean refused) {}

    record TelemetryFile(
            @Key(doc = "Who sends, as the log names it.", example = "ESP32")
            String from) {}
}
