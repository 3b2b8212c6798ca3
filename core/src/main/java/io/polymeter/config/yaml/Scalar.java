package io.polymeter.config.yaml;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a type that is written as one scalar. The type has a method `static T parse(String)`, which throws
/// [IllegalArgumentException] with a message for a person.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Scalar {

    /// What is expected, e.g. `an endpoint such as tcp://host:502`.
    String words();

    /// A regular expression for the whole text, for the JSON Schema alone; empty: any text.
    String pattern() default "";
}
