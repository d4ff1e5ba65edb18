COPY public.tags (name) FROM stdin;
old
new
\.
