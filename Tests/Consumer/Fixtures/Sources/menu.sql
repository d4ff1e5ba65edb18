-- The database that the fixture "menu" is sampled from.
CREATE TABLE public.courses (
    id integer PRIMARY KEY,
    name text NOT NULL
);
CREATE TABLE public.dishes (
    id integer PRIMARY KEY,
    course_id integer NOT NULL REFERENCES public.courses,
    name text NOT NULL
);
INSERT INTO public.courses SELECT n, 'Course ' || n FROM generate_series(1, 20) n;
INSERT INTO public.dishes SELECT n, 1 + n % 20, 'Dish ' || n FROM generate_series(1, 400) n;
