from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0005_keys_of_kept_rows'),
    ]

    operations = [
        migrations.AddField(
            model_name='adjustmentpolicy',
            name='version',
            field=models.IntegerField(db_default=1, default=1),
        ),
    ]
