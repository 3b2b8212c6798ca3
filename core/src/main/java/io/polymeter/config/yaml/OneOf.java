package io.polymeter.config.yaml;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a component of a sealed interface type: exactly one of the [YamlName]s of its permitted records is a key
/// of the surrounding mapping. The value names the choice in messages, e.g. `source`.
///
/// A nullable component may be absent where another key is given, which then says what is to be there.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface OneOf {

    String value();

    /// The key beside which none of the words needs to stand; empty: one always has to.
    String unless() default "";
}
