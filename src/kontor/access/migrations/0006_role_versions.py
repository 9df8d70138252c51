from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_password_resets'),
    ]

    operations = [
        migrations.AddField(
            model_name='role',
            name='is_shipped',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='role',
            name='version',
            field=models.IntegerField(default=1),
        ),
    ]
